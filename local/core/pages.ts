import { AwsError } from './service.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

/**
 * One page of a list. The token is the position, encoded so that nobody mistakes it for a number.
 * @throws AwsError `invalid` for a token that no page gave
 */
export function page<Item>(all: readonly Item[], token: string | undefined, size: number, invalid = 'InvalidInputException'): Page<Item> {
  const start = token === undefined || token === '' ? 0 : position(token, invalid);
  const end = start + size;
  return { items: all.slice(start, end), nextToken: end < all.length ? tokenFor(end) : undefined };
}

export function tokenFor(position: number): string {
  return Buffer.from(`p${position}`).toString('base64url');
}

export function position(token: string, invalid: string): number {
  const match = /^p(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match) throw new AwsError(invalid, 'Invalid NextToken');
  return Number(match[1]);
}
