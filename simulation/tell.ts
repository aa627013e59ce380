import type { Fault } from '../local/faults/plan.ts';
import type { DataVersion } from './data.ts';
import { textAt, member } from './loose.ts';
import { start } from './places.ts';
import type { Outcome } from './run.ts';
import type { Deed, Product, Story, Trouble } from './story.ts';

/** Lines of the course of events that a report shows at most. */
const mostLines = 60;

/** A failed simulation for a reader: what went wrong, what people did, what was made to go wrong, and what followed. */
export function tell(story: Story, { findings, history }: Outcome): string {
  const deeds = history.deeds.map(({ time, deed, done }) => [time, `* ${deedText(deed)}${done ? '' : ' (nothing to do)'}`] as const);
  const events = history.events.flatMap(({ time, event }) => {
    if (event.source !== 'meshloop') return [];
    const product = member(event.detail, 'metadata', 'product');
    const name = [textAt(product, 'database'), textAt(product, 'table')].filter(Boolean).join('.');
    return [[time, `> ${event['detail-type']} ${name}${factsOf(event.detail)}`] as const];
  });
  const troubles = history.troubles.map(({ time, text }) => [time, `! ${text}`] as const);
  const notes = history.notes.map(({ time, text }) => [time, `* ${text}`] as const);
  const course = [...deeds, ...events, ...troubles, ...notes].toSorted(([a], [b]) => a - b).map(([time, text]) => `    ${clock(time)}  ${text}`);
  return [
    `seed ${story.seed} failed:`,
    ...toldFindings(findings),
    story.faults.faults.length + story.troubles.length === 0 ? '  nothing was made to go wrong' : '  what was made to go wrong:',
    ...[...story.faults.faults.map(faultText), ...story.troubles.map(troubleText)].map((text) => `    - ${text}`),
    '  what happened:',
    ...(course.length > mostLines ? [...course.slice(0, mostLines / 2), `    … ${course.length - mostLines} lines …`, ...course.slice(-mostLines / 2)] : course),
  ].join('\n');
}

/** A few of each invariant. */
function toldFindings(findings: Outcome['findings']): readonly string[] {
  return [...Map.groupBy(findings, ({ invariant }) => invariant)].flatMap(([invariant, those]) => [
    ...those.slice(0, 4).map(({ text }) => `  ${invariant}: ${text}`),
    ...(those.length > 4 ? [`  ${invariant}: and ${those.length - 4} more`] : []),
  ]);
}

function clock(time: number): string {
  const seconds = Math.round((time - start) / 1000);
  const part = (value: number) => String(value).padStart(2, '0');
  return `+${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`;
}

function factsOf(detail: unknown): string {
  const data = member(detail, 'data');
  const facts = ['change', 'link', 'wait', 'level', 'model', 'reason', 'status', 'message'].flatMap((key) => textAt(data, key) ?? []);
  const changeId = textAt(detail, 'metadata', 'changeId');
  return ` (${[...facts, ...(changeId === undefined ? [] : [`change ${changeId.slice(0, 4)}…${changeId.slice(-11, -4)}`])].join(', ')})`;
}

export function deedText(deed: Deed): string {
  switch (deed.kind) {
    case 'make database':
      return `the steward makes the database ${deed.database}`;
    case 'register':
      return `the steward registers ${nameOf(deed.product)} with ${dataText(deed.data)}`;
    case 'register again':
      return `the steward registers ${nameOf(deed.product)} again with ${dataText(deed.data)}`;
    case 'share':
      return `the steward shares ${deed.database} with the consumer`;
    case 'revoke':
      return `the steward revokes the share of ${deed.database}`;
    case 'delete table':
      return `the steward deletes ${nameOf(deed.product)}`;
    case 'delete database':
      return `the steward deletes the database ${deed.database}`;
    case 'edit mesh.yml':
      return `the platform team deploys the mesh.yml "${deed.mesh}"`;
    case 'take a link name':
      return deed.how === 'database' ? `somebody makes a database ${deed.link} in the consumer` : `somebody makes a link ${deed.link} to another database`;
    case 'start a run by hand':
      return `somebody starts the pipeline ${deed.pipeline} by hand`;
    case 'reconcile':
      return 'reconcile looks';
    case 'register elsewhere':
      return 'the steward registers a table that nobody follows';
  }
}

function nameOf({ database, table }: Product): string {
  return `${database}.${table}`;
}

function dataText({ mix, noise }: DataVersion): string {
  return `data of mix ${mix}, noise ${noise}`;
}

export function faultText(fault: Fault): string {
  if (fault.kind === 'visibility') return `what is shared is seen ${fault.late} s later than usual`;
  const which = fault.nth === undefined ? 'every' : fault.times === undefined || fault.times === 1 ? `the ${ordinal(fault.nth)}` : `the ${ordinal(fault.nth)} to ${ordinal(fault.nth + fault.times - 1)}`;
  switch (fault.kind) {
    case 'event': {
      const { source = 'any source', detailType = '', bus = 'any bus', account } = fault.match;
      return `${which} event of ${[source, detailType].filter(Boolean).join(' ')} on ${bus}${account === undefined ? '' : ` of ${account}`}: ${effectText(fault.effect)}`;
    }
    case 'call':
      return `${which} call of ${fault.match.service}:${fault.match.operation ?? '*'} by ${fault.match.role ?? 'anybody'}: ${effectText(fault.effect)}`;
    case 'function':
      return `${which} attempt of ${fault.match.name}: ${effectText(fault.effect)}`;
  }
}

function troubleText(trouble: Trouble): string {
  if (trouble.kind === 'run') return `the ${ordinal(trouble.nth)} run of the pipeline ${trouble.pipeline} fails`;
  return `the ${ordinal(trouble.nth)} ${trouble.purpose} query of ${trouble.table} fails in Athena`;
}

function effectText(effect: object): string {
  return Object.entries(effect)
    .map(([name, value]) => `${name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}${value === true ? '' : ` ${JSON.stringify(value)}`}`)
    .join(', ');
}

function ordinal(value: number): string {
  const last = value % 100 > 10 && value % 100 < 14 ? 0 : value % 10;
  return `${value}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}
