import { GetLFTagCommand, GetResourceLFTagsCommand, LakeFormationClient, type LFTagPair } from '@aws-sdk/client-lakeformation';
import type { TableProduct } from '../../events/mesh/metadata.ts';
import type { Privacy, Tagged } from '../catalog/privacy.ts';
import { Refused } from '../runtime/errors.ts';
import { classify } from '../runtime/failure.ts';
import { counted } from './counted.ts';
import type { Credentials } from './reader.ts';

type Tags = Privacy['lfTags'];

/**
 * The LF-Tags of a table and its columns, inherited ones included. Throws Refused where the reader may not see all of `wanted`: Lake
 * Formation leaves out what a caller may not see, and a column with a tag out of sight would pass for a public one.
 */
export async function readTags({ catalogId, database, table }: TableProduct, wanted: Tags, credentials: Credentials): Promise<Tagged> {
  if (wanted.length === 0) return { database: [], table: [], columns: new Map() };
  const lakeFormation = counted(new LakeFormationClient({ credentials }));
  for (const key of new Set(wanted.map((tag) => tag.key))) {
    const values = await visibleValues(lakeFormation, catalogId, key);
    const missing = wanted.filter((tag) => tag.key === key && !values.includes(tag.value));
    if (missing.length > 0) throw outOfSight(catalogId, key, missing.map(({ value }) => value));
  }
  const found = await lakeFormation.send(
    new GetResourceLFTagsCommand({ CatalogId: catalogId, Resource: { Table: { CatalogId: catalogId, DatabaseName: database, Name: table } } }),
  );
  const columns = (found.LFTagsOnColumns ?? []).flatMap(({ Name, LFTags }) => (Name === undefined ? [] : [[Name, pairs(LFTags)] as const]));
  return { database: pairs(found.LFTagOnDatabase), table: pairs(found.LFTagsOnTable), columns: new Map(columns) };
}

async function visibleValues(lakeFormation: LakeFormationClient, catalogId: string, key: string): Promise<readonly string[]> {
  try {
    return (await lakeFormation.send(new GetLFTagCommand({ CatalogId: catalogId, TagKey: key }))).TagValues ?? [];
  } catch (error) {
    const { failure } = classify(error);
    if (failure === 'gone' || failure === 'denied' || failure === 'not yet visible') return [];
    throw error;
  }
}

function outOfSight(catalogId: string, key: string, values: readonly string[]): Refused {
  return new Refused(
    `The reader role cannot see the LF-Tag ${key} (${values.join(', ')}) of ${catalogId}, which marks private columns`,
    'Have central grant DESCRIBE on the tag to this account and grant it on to the reader role, or take the tag out of `privacy` in mesh.yml.',
  );
}

function pairs(tags: readonly LFTagPair[] | undefined): Tags {
  return (tags ?? []).flatMap(({ TagKey, TagValues = [] }) => TagValues.map((value) => ({ key: TagKey ?? '', value })));
}
