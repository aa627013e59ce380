import { covers, firstUse } from './judge.ts';
import { scenarios } from './scenarios.ts';
import type { PolicyStatement } from './statements.ts';
import type { Unseen } from './unseen.ts';
import type { RecordOfFile } from './uses.ts';

/** docs/security.md with its generated tables as they should be. */
export function withTables(page: string, statements: readonly PolicyStatement[], records: readonly RecordOfFile[], unseen: readonly Unseen[]): string {
  return replace(replace(page, 'privileges', privileges(statements, records, unseen)), 'admitted', admitted(statements));
}

/** The rows of the tables without what shows them: what the templates alone say. */
export function rowsOf(statements: readonly PolicyStatement[]): readonly string[] {
  return statements.map((statement) => (statement.policy === 'identity' ? privilege(statement) : admission(statement)));
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
