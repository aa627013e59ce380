import { createHash } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Every request of a role has its id among the condition keys. */
const ids = new Map<string, string>();

/** A role's unique id (`AROA…`), derived from its ARN so that nobody has to look it up. */
export function roleIdOf(roleArn: string): string {
  const known = ids.get(roleArn);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(roleArn).digest();
  const id = `AROA${[...digest.subarray(0, 17)].map((byte) => LETTERS.charAt(byte % 32)).join('')}`;
  ids.set(roleArn, id);
  return id;
}
