import type { DuckDBConnection } from '@duckdb/node-api';
import type { SourceFile, TableSource } from '../engine.ts';
import { identifier, literal } from '../quote.ts';
import { isNode, nodes, text, type Node } from './ast.ts';
import { partitionValue } from './view.ts';
import { parseHiveType } from './hive-type.ts';

/**
 * The table without the files of partitions that the query's own conditions leave out: Athena neither reads nor counts them
 * (Athena user guide, "Partition your data"). Conditions count where a SELECT reads the table alone and they name nothing but its
 * partition keys; `statement` is the query as `json_serialize_sql` prints it.
 */
export async function prune(connection: DuckDBConnection, source: TableSource, statement: unknown): Promise<TableSource> {
  const keys = source.definition.partitionKeys.map(({ name }) => name.toLowerCase());
  const uses = keys.length === 0 || source.files.length === 0 ? [] : usesOf(statement, source);
  if (uses.length === 0 || uses.some((conditions) => conditionsOn(conditions, keys).length === 0)) return source;
  const partitions = [...new Map(source.files.map(({ partition }) => [JSON.stringify(partition), partition])).values()];
  const kept = new Set<string>();
  try {
    await connection.run(`CREATE OR REPLACE TEMP VIEW partitions_of_query AS ${partitionView(source, partitions)}`);
    for (const conditions of uses) {
      const sql = await selectWhere(connection, conditionsOn(conditions, keys));
      for (const [index] of (await connection.runAndReadAll(sql)).getRows()) kept.add(JSON.stringify(partitions[Number(index)]));
    }
  } catch {
    // A condition that cannot be evaluated leaves nothing out; the query itself says what is wrong with it.
    return source;
  }
  const isKept = ({ partition }: SourceFile) => kept.has(JSON.stringify(partition));
  return { ...source, files: source.files.filter(isKept) };
}

function partitionView({ definition }: TableSource, partitions: readonly (readonly string[])[]): string {
  const rows = partitions.map((values, index) => `(${[String(index), ...definition.partitionKeys.map((_, i) => literal(values[i] ?? ''))].join(', ')})`);
  const columns = definition.partitionKeys.map((key, i) => `${partitionValue({ name: key.name, type: parseHiveType(key.type) }, i)} AS ${identifier(key.name.toLowerCase())}`);
  return `SELECT p.i, ${columns.join(', ')} FROM (VALUES ${rows.join(', ')}) AS p(i, ${definition.partitionKeys.map((_, i) => `k${i}`).join(', ')})`;
}

/** For each place where the table is read, the conditions that all rows must meet; none where it is joined or not filtered. */
function usesOf(value: unknown, source: TableSource): readonly (readonly Node[])[] {
  if (Array.isArray(value)) return value.flatMap((item) => usesOf(item, source));
  if (!isNode(value)) return [];
  const from = value['from_table'];
  if (isNode(from) && isTable(from, source)) {
    const { from_table: _, ...others } = value;
    return [conjuncts(value['where_clause']), ...usesOf(Object.values(others), source)];
  }
  if (isTable(value, source)) return [[]];
  return Object.values(value).flatMap((item) => usesOf(item, source));
}

function isTable(node: Node, { table }: TableSource): boolean {
  return node['type'] === 'BASE_TABLE' && text(node['table_name']).toLowerCase() === table;
}

function conjuncts(where: unknown): readonly Node[] {
  if (!isNode(where)) return [];
  return where['type'] === 'CONJUNCTION_AND' ? nodes(where['children']).flatMap(conjuncts) : [where];
}

function conditionsOn(conditions: readonly Node[], keys: readonly string[]): readonly Node[] {
  return conditions.filter((condition) => {
    const columns = columnsOf(condition);
    return columns.length > 0 && columns.every((names) => names.length === 1 && keys.includes(text(names[0]).toLowerCase()));
  });
}

/** Of a subquery it is not known whose columns it names: as if it named another. */
function columnsOf(value: unknown): readonly (readonly unknown[])[] {
  if (Array.isArray(value)) return value.flatMap(columnsOf);
  if (!isNode(value)) return [];
  if (value['class'] === 'SUBQUERY') return [[]];
  if (value['type'] === 'COLUMN_REF') return [[value['column_names']].flat()];
  return Object.values(value).flatMap(columnsOf);
}

async function selectWhere(connection: DuckDBConnection, conditions: readonly Node[]): Promise<string> {
  const read = async (sql: string, argument: string) => text((await connection.runAndReadAll(sql, [argument])).getRows()[0]?.[0]);
  const plain = await read('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', 'SELECT i FROM partitions_of_query WHERE 1 = 1');
  const parsed: unknown = JSON.parse(plain);
  const [statement] = isNode(parsed) ? nodes(parsed['statements']) : [];
  const node = statement?.['node'];
  if (!isNode(parsed) || !isNode(node)) throw new Error('The parser answered nothing');
  const where_clause = conditions.length === 1 ? conditions[0] : { class: 'CONJUNCTION', type: 'CONJUNCTION_AND', alias: '', query_location: 0, children: conditions };
  const filled = { ...parsed, statements: [{ ...statement, node: { ...node, where_clause } }] };
  // An unknown location is the largest 64-bit number, which JavaScript rounds up.
  return read('SELECT json_deserialize_sql($1::JSON)', JSON.stringify(filled, (key, value: unknown) => (key === 'query_location' ? 0 : value)));
}
