import { createHash } from 'node:crypto';
import type { Profile } from './profile.ts';

/** SHA-256 (hex) of the counts and what they mean. Independent of the order of columns and of what is only evidence. */
export function profileDigest(profile: Profile): string {
  const columns = profile.columns.map((column) => ({ ...column, unseen: [], namedFrom: 0 })).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return createHash('sha256').update(canonical({ ...profile, columns })).digest('hex');
}

/** JSON with sorted keys: a profile read back from a document has the digest of the one written. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}
