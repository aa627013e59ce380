import { covers, firstUse } from './judge.ts';
import { scenarios } from './scenarios.ts';
import type { PolicyStatement } from './statements.ts';
import type { Unseen } from './unseen.ts';
import type { RecordOfFile } from './uses.ts';

/** docs/security.md with its generated tables as they should be. */
export function withTables(page: string, statements: readonly PolicyStatement[], records: readonly RecordOfFile[], unseen: readonly Unseen[]): string {
  const always = statements.filter(({ option }) => option === undefined);
  const tables = { admitted: admitted(always), privileges: privileges(always, records, unseen), optional: optional(statements, records, unseen) };
  return Object.entries(tables).reduce((all, [name, text]) => replace(all, name, text), page);
}

/** The rows of the tables without what shows them: what the templates alone say. */
export function rowsOf(statements: readonly PolicyStatement[]): readonly string[] {
  const always = statements.filter(({ option }) => option === undefined);
  return [...always.map((statement) => (statement.policy === 'identity' ? privilege(statement) : admission(statement))), ...grouped(statements).map(optionalRow)];
}

function replace(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`docs/security.md has no place for "${name}": ${begin} … ${end}`);
  return `${page.slice(0, page.indexOf(begin) + begin.length)}\n${text}\n${page.slice(page.indexOf(end))}`;
}

function privileges(statements: readonly PolicyStatement[], records: readonly RecordOfFile[], unseen: readonly Unseen[]): string {
  const own = Object.groupBy(statements.filter(({ policy }) => policy === 'identity'), ({ owner }) => owner);
  return Object.entries(own)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([role, rows = []]) =>
      [`### ${role}`, '', '| statement | actions | on | condition | shown by |', '|---|---|---|---|---|', ...rows.map((row) => `${privilege(row)} ${shownBy(row, records, unseen)} |`), ''].join('\n'),
    )
    .join('\n');
}

/** What is the same for several owners is one row. */
function optional(statements: readonly PolicyStatement[], records: readonly RecordOfFile[], unseen: readonly Unseen[]): string {
  const rows = grouped(statements).map((group) => `${optionalRow(group)} ${shownByOption(group[0], records, unseen)} |`);
  const boundary = `| permissionsBoundary | every role |  | no more than the boundary allows |  |  | ${tests(['test/loop/platform.deep.ts', 'test/packaging/platform.test.ts'])} |`;
  return ['| only with | whose | statement | actions | on | condition | shown by |', '|---|---|---|---|---|---|---|', ...rows, boundary].join('\n');
}

type Group = readonly [PolicyStatement, ...PolicyStatement[]];

function grouped(statements: readonly PolicyStatement[]): readonly Group[] {
  const groups = Map.groupBy(
    statements.filter(({ option }) => option !== undefined),
    ({ owner: _owner, ...same }) => JSON.stringify(same),
  );
  return [...groups.values()].flatMap(([first, ...others]): Group[] => (first === undefined ? [] : [[first, ...others]]));
}

function optionalRow(group: Group): string {
  const [{ option = '', policy, id, principals, actions, resources, condition }] = group;
  const whose = group.map(({ owner }) => (policy === 'trust' ? `role ${owner}` : owner)).join(', ');
  const what = policy === 'identity' ? code(actions) : `admits ${code(principals)} to ${code(actions)}`;
  return `| ${option} | ${whose} | ${id} | ${what} | ${code(resources)} | ${cell(condition)} |`;
}

/** Tests of options whose calls no scenario notes. */
const testsOf: Readonly<Record<string, readonly string[]>> = {
  key: ['test/loop/platform.deep.ts', 'test/pitfalls/keys.test.ts'],
  vpc: ['test/packaging/platform.test.ts'],
  productionAccounts: ['test/pipelines/production.test.ts'],
  features: ['test/packaging/mesh-resources.test.ts'],
};

function shownByOption(statement: PolicyStatement, records: readonly RecordOfFile[], unseen: readonly Unseen[]): string {
  return [shownBy(statement, records, unseen), tests(testsOf[statement.option ?? ''] ?? [])].filter((each) => each !== '').join('; ');
}

function tests(files: readonly string[]): string {
  return files.map((file) => `[${file.slice(file.lastIndexOf('/') + 1)}](../${file})`).join(', ');
}

function admitted(statements: readonly PolicyStatement[]): string {
  const rows = statements.filter(({ policy }) => policy !== 'identity').map(admission);
  return ['| whose policy | statement | admits | to | condition |', '|---|---|---|---|---|', ...rows].join('\n');
}

function privilege({ id, actions, resources, condition }: PolicyStatement): string {
  return `| ${id} | ${code(actions)} | ${code(resources)} | ${cell(condition)} |`;
}

function admission({ policy, owner, id, effect, principals, actions, condition }: PolicyStatement): string {
  const whose = policy === 'trust' ? `role ${owner}` : owner;
  return `| ${whose} | ${id} | ${effect === 'Deny' ? 'nobody: denies ' : ''}${code(principals)} | ${code(actions)} | ${cell(condition)} |`;
}

function shownBy(statement: PolicyStatement, records: readonly RecordOfFile[], unseen: readonly Unseen[]): string {
  const told = statement.actions.flatMap((action) => {
    const file = firstUse(statement, action, records);
    const about = scenarios.find((scenario) => scenario.file === file)?.about;
    if (file !== undefined && about !== undefined) return [`[${about}](../${file})`];
    return unseen.find((each) => covers(each, statement, action))?.source ?? [];
  });
  return [...new Set(told)].join('; ');
}

function code(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(' ');
}

function cell(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}
