import { MalformedQuery } from '../failure.ts';

/** A node of DuckDB's parse tree as `json_serialize_sql` prints it. */
export type Node = Readonly<Record<string, unknown>>;

export interface NamedTable {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
  /** Byte offset in the statement; NaN where the parser keeps none. */
  readonly offset: number;
}

export interface FunctionCall {
  readonly name: string;
  readonly offset: number;
}

export interface ColumnUse {
  /** The last part of the name. */
  readonly name: string;
  readonly offset: number;
}

/** What a statement refers to. */
export interface Tree {
  readonly tables: readonly NamedTable[];
  readonly functions: readonly FunctionCall[];
  readonly columns: readonly ColumnUse[];
  readonly tableFunctions: readonly FunctionCall[];
  /** The outermost select list: the name given to each item, `*` for a star, undefined where Athena makes one up. */
  readonly outputNames: readonly (string | undefined)[];
}

interface Collected {
  readonly tables: NamedTable[];
  readonly functions: FunctionCall[];
  readonly columns: ColumnUse[];
  readonly tableFunctions: FunctionCall[];
}

/** Reads the output of `json_serialize_sql`. Throws MalformedQuery for what DuckDB's parser refused and for what is no query. */
export function readTree(serialized: string, sql: string): Tree {
  const answer: unknown = JSON.parse(serialized);
  if (!isNode(answer)) throw new MalformedQuery('the parser answered nothing');
  if (answer['error'] === true)
    throw new MalformedQuery(`${position(sql, Number(answer['position'] ?? 0))}: ${String(answer['error_message'])}`);
  const [statement, ...others] = nodes(answer['statements']);
  if (!statement) throw new MalformedQuery('Query string is empty');
  if (others.length > 0) throw new MalformedQuery(`Only one sql statement is allowed. Got: ${sql}`);
  const found: Collected = { tables: [], functions: [], columns: [], tableFunctions: [] };
  visit(statement['node'], new Set(), found);
  return { ...found, outputNames: outputNames(statement['node']) };
}

/** `line 1:15`, counted from 1, of a byte offset. */
export function position(sql: string, offset: number): string {
  const { line, column } = place(sql, offset);
  return `line ${line}:${column}`;
}

export function place(sql: string, offset: number): { line: number; column: number } {
  const bytes = Buffer.from(sql);
  const before = Number.isFinite(offset) && offset <= bytes.length ? bytes.subarray(0, offset).toString() : '';
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function visit(value: unknown, scope: ReadonlySet<string>, found: Collected): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, scope, found);
    return;
  }
  if (!isNode(value)) return;
  if (value['type'] === 'BASE_TABLE') addTable(value, scope, found);
  if (value['type'] === 'SHOW_REF')
    throw new MalformedQuery('Queries of this type are not supported by the local cloud: SHOW and DESCRIBE. The catalog is read with Glue.');
  if (value['class'] === 'FUNCTION' && value['is_operator'] !== true)
    found.functions.push({ name: text(value['function_name']), offset: offsetOf(value) });
  if (value['type'] === 'COLUMN_REF') found.columns.push({ name: text([value['column_names']].flat().at(-1)), offset: offsetOf(value) });
  if (value['type'] === 'TABLE_FUNCTION') {
    const call = isNode(value['function']) ? value['function'] : {};
    found.tableFunctions.push({ name: text(call['function_name']), offset: offsetOf(value) });
  }
  const inner = withExpressions(value, scope, found);
  for (const [key, item] of Object.entries(value)) if (key !== 'cte_map') visit(item, inner, found);
}

/** A common table expression is seen by those after it and by the query, and by itself only when it is recursive. */
function withExpressions(node: Node, scope: ReadonlySet<string>, found: Collected): ReadonlySet<string> {
  const map = isNode(node['cte_map']) ? nodes(node['cte_map']['map']) : [];
  const recursive = node['type'] === 'RECURSIVE_CTE_NODE' ? [text(node['cte_name']).toLowerCase()] : [];
  const inner = new Set([...scope, ...recursive]);
  for (const entry of map) {
    visit(entry['value'], inner, found);
    inner.add(text(entry['key']).toLowerCase());
  }
  return inner;
}

function addTable(node: Node, scope: ReadonlySet<string>, found: Collected): void {
  const table = {
    catalog: text(node['catalog_name']),
    schema: text(node['schema_name']),
    table: text(node['table_name']),
    offset: offsetOf(node),
  };
  if (table.schema === '' && scope.has(table.table.toLowerCase())) return;
  found.tables.push(table);
}

function outputNames(node: unknown): (string | undefined)[] {
  if (!isNode(node)) return [];
  if (node['type'] === 'SET_OPERATION_NODE') return outputNames(node['left'] ?? nodes(node['children'])[0]);
  return nodes(node['select_list']).map((item) => {
    if (item['class'] === 'STAR') return '*';
    if (text(item['alias']) !== '') return text(item['alias']);
    return item['class'] === 'COLUMN_REF' ? text([item['column_names']].flat().at(-1)) : undefined;
  });
}

/** Offsets that the parser does not know are the largest 64-bit number. */
function offsetOf(node: Node): number {
  const offset = Number(node['query_location']);
  return offset < 2 ** 32 ? offset : NaN;
}

export function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
