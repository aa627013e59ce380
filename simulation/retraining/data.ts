import type { ProfiledVersion } from '../../shared/catalog/profile-documents.ts';
import { profileDigest } from '../../shared/drift/profile-digest.ts';
import type { Profile } from '../../shared/drift/profile.ts';
import { accounts } from '../places.ts';
import { database } from './mesh.ts';

/** A version of a product's data: one column of two values, `shape` tenths at the first; `more` rows change counts, no verdict. */
export interface Data {
  readonly shape: number;
  readonly more: number;
}

/** The profile document of a version, as collect-profile would write it. */
export function versionOf(product: string, changeId: string, { shape, more }: Data, readAt: number): ProfiledVersion {
  const ones = shape * 100 + more;
  const profile: Profile = {
    version: 1,
    rows: 1000 + more,
    columns: [
      {
        name: 'kind',
        type: 'int',
        grid: { name: 'kind', type: 'int', kind: 'values', unit: 'number', whole: true },
        nulls: 0,
        nan: 0,
        positiveInfinity: 0,
        negativeInfinity: 0,
        numbers: [[1, ones], [2, 1000 + more - ones]],
        categories: [],
        rest: 0,
        unseen: [],
      },
    ],
  };
  return {
    product: { catalogId: accounts.central, database, table: product },
    changeId,
    fingerprint: changeId,
    digest: profileDigest(profile),
    readAt,
    profile,
  };
}
