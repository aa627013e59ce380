import { MOST_ROWS, type Column, type Command } from './commands.ts';
import { isTrue } from './expression.ts';
import { compare, type Row, type Value } from './value.ts';

export interface Result {
  /** Only fields that have a value, in the order of the query. */
  readonly rows: readonly (readonly (readonly [field: string, value: string])[])[];
  /** Lines that all filters before the first aggregation let through. */
  readonly matched: number;
}

interface State {
  rows: readonly Row[];
  /** What is shown; undefined for what is shown when nothing was said. */
  shown: readonly string[] | undefined;
  matched: number | undefined;
  isSorted: boolean;
  limit: number;
}

/** Carries the commands out, one after another, over lines from any number of log groups. */
export function run(commands: readonly Command[], lines: readonly Row[], limit = MOST_ROWS): Result {
  const state: State = { rows: lines, shown: undefined, matched: undefined, isSorted: false, limit };
  for (const command of commands) carryOut(command, state);
  const isAggregated = state.matched !== undefined;
  const rows = state.isSorted || isAggregated ? state.rows : newestFirst(state.rows);
  // A single line can be asked for by its pointer; a group has none.
  const shown = isAggregated ? (state.shown ?? []) : [...(state.shown ?? ['@timestamp', '@message']), '@ptr'];
  return { matched: state.matched ?? state.rows.length, rows: rows.slice(0, state.limit).map((row) => shown.flatMap((field) => written(field, row.get(field)))) };
}

function carryOut(command: Command, state: State): void {
  switch (command.do) {
    case 'filter':
      state.rows = state.rows.filter((row) => isTrue(command.condition.of(row)));
      return;
    case 'fields':
      state.rows = state.rows.map((row) => withColumns(row, command.columns));
      state.shown = [...new Set([...(state.shown ?? []), ...command.columns.map(({ name }) => name)])];
      return;
    case 'display':
      state.rows = state.rows.map((row) => withColumns(row, command.columns));
      state.shown = command.columns.map(({ name }) => name);
      return;
    case 'stats':
      state.matched ??= state.rows.length;
      state.rows = groups(state.rows, command);
      state.shown = [...command.by, ...command.aggregates].map(({ name }) => name);
      state.isSorted = false;
      return;
    case 'sort':
      state.rows = state.rows.toSorted((a, b) => {
        for (const { expression, descending } of command.by) {
          const order = compareOrMissing(expression.of(a), expression.of(b));
          if (order !== 0) return descending ? -order : order;
        }
        return 0;
      });
      state.isSorted = true;
      return;
    case 'dedup':
      state.rows = withoutDoubles(state.isSorted ? state.rows : newestFirst(state.rows), command.columns);
      state.isSorted = true;
      return;
    case 'limit':
      state.limit = Math.min(state.limit, command.rows);
  }
}

function groups(rows: readonly Row[], { aggregates, by }: Extract<Command, { do: 'stats' }>): readonly Row[] {
  const grouped = Map.groupBy(rows, (row) => JSON.stringify(by.map(({ of }) => of(row) ?? null)));
  // Without groups there is one, of no rows too.
  const members = by.length === 0 ? [rows] : [...grouped.values()];
  return members.map((group) => {
    const [first = new Map<string, Value>()] = group;
    return new Map([...by.map(({ name, of }) => [name, of(first)] as const), ...aggregates.map(({ name, of }) => [name, of(group)] as const)]);
  });
}

/** The first of its kind stays; what has no value is no double (CloudWatch Logs user guide, "dedup"). */
function withoutDoubles(rows: readonly Row[], columns: readonly Column[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const values = columns.map(({ of }) => of(row));
    if (values.includes(undefined)) return true;
    const key = JSON.stringify(values);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function withColumns(row: Row, columns: readonly Column[]): Row {
  return new Map([...row, ...columns.map(({ name, of }) => [name, of(row)] as const)]);
}

/** CloudWatch Logs user guide, "dedup": the default order. */
function newestFirst(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => compareOrMissing(b.get('@timestamp'), a.get('@timestamp')));
}

/** What is missing comes before all else. */
function compareOrMissing(a: Value, b: Value): number {
  if (a === undefined || b === undefined) return Number(b === undefined ? a !== undefined : 0) - Number(a === undefined && b !== undefined);
  return compare(a, b);
}

function written(field: string, value: Value): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[field, String(value)]];
}
