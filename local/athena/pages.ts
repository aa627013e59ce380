import { invalidRequest } from './refusals.ts';

/** One page of `items` and the token of the next; the token is the position, which clients must not read. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  asked: number | undefined,
  most: number,
): { items: readonly T[]; next: string | undefined } {
  if (asked !== undefined && (asked < 1 || asked > most)) throw invalidRequest(`MaxResults must be between 1 and ${most}`);
  const from = token === undefined ? 0 : positionOf(token);
  const to = from + (asked ?? most);
  return { items: items.slice(from, to), next: to < items.length ? tokenAt(to) : undefined };
}

export function tokenAt(position: number): string {
  return Buffer.from(`page:${position}`).toString('base64');
}

export function positionOf(token: string): number {
  const [, digits] = /^page:(\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (digits === undefined) throw invalidRequest('The NextToken value is not valid.');
  return Number(digits);
}
