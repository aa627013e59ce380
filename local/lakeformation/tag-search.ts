import type {
  LFTagPair,
  SearchDatabasesByLFTagsCommandInput,
  SearchDatabasesByLFTagsCommandOutput,
  SearchTablesByLFTagsCommandInput,
  SearchTablesByLFTagsCommandOutput,
} from '@aws-sdk/client-lakeformation';
import { page } from '../core/pages.ts';
import type { Caller, Output } from '../core/service.ts';
import { invalid } from './errors.ts';
import { attachedTags, effectiveTags, type TagPath } from './attached-tags.ts';
import type { LakeRoom } from './room.ts';
import { matches, toExpression } from './expression.ts';

const PAGE = 100;

/** Databases whose tags match and that the caller sees. */
export function searchDatabases(
  room: LakeRoom,
  caller: Caller,
  input: SearchDatabasesByLFTagsCommandInput,
): Output<SearchDatabasesByLFTagsCommandOutput> {
  const { cloud, lakes, rights } = room;
  const CatalogId = input.CatalogId ?? caller.accountId;
  const expression = wanted(input);
  const found = cloud.glue
    .databases(CatalogId)
    .filter((name) => matches(expression, effectiveTags(lakes.of(CatalogId), [name])))
    .filter((name) => rights.onDatabase(caller, CatalogId, name).has('DESCRIBE'));
  const { items, nextToken } = page(found, input.NextToken, input.MaxResults ?? PAGE);
  return {
    DatabaseList: items.map((Name) => ({ Database: { CatalogId, Name }, LFTags: effective(room, CatalogId, [Name]) })),
    NextToken: nextToken,
  };
}

/** Tables that match, or that have a column that matches. */
export function searchTables(
  room: LakeRoom,
  caller: Caller,
  input: SearchTablesByLFTagsCommandInput,
): Output<SearchTablesByLFTagsCommandOutput> {
  const { cloud, lakes, rights } = room;
  const CatalogId = input.CatalogId ?? caller.accountId;
  const lake = lakes.of(CatalogId);
  const expression = wanted(input);
  const found = cloud.glue
    .databases(CatalogId)
    .flatMap((database) => cloud.glue.tables(CatalogId, database).map((table) => ({ database, table })))
    .filter(({ database, table }) => {
      const { columns } = rights.shape(CatalogId, database, table);
      return [undefined, ...columns].some((column) => matches(expression, effectiveTags(lake, [database, table, column])));
    })
    .filter(({ database, table }) => rights.onTable(caller, CatalogId, database, table).permissions.has('DESCRIBE'));
  const { items, nextToken } = page(found, input.NextToken, input.MaxResults ?? PAGE);
  return {
    TableList: items.map(({ database, table }) => ({
      Table: { CatalogId, DatabaseName: database, Name: table },
      LFTagOnDatabase: pairs(CatalogId, attachedTags(lake, [database])),
      LFTagsOnTable: effective(room, CatalogId, [database, table]),
      LFTagsOnColumns: rights
        .shape(CatalogId, database, table)
        .columns.map((Name) => ({ Name, LFTags: effective(room, CatalogId, [database, table, Name]) })),
    })),
    NextToken: nextToken,
  };
}

function wanted(input: SearchTablesByLFTagsCommandInput): ReturnType<typeof toExpression> {
  if (!input.Expression || input.Expression.length === 0) throw invalid('Expression must have at least one LF-Tag.');
  return toExpression(input.Expression);
}

function effective({ lakes }: LakeRoom, catalogId: string, path: TagPath): LFTagPair[] {
  return pairs(catalogId, effectiveTags(lakes.of(catalogId), path));
}

function pairs(CatalogId: string, tags: ReadonlyMap<string, string>): LFTagPair[] {
  return [...tags].map(([TagKey, value]) => ({ CatalogId, TagKey, TagValues: [value] }));
}
