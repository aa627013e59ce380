import { type Action, type Finding } from '../../shared/access/action.ts';
import type { RefusedGrant } from '../../shared/aws/grants.ts';
import type { Grant, Resource } from '../../shared/catalog/grant-plan.ts';
import { classify } from '../../shared/runtime/failure.ts';
import type { WholePlan } from './whole.ts';

const heads = ['Action', 'What', 'Who', 'Why'];

/** The plan for a terminal; the last line says what to do next. */
export function report(plan: WholePlan): string {
  const { actions, held, findings, hash } = plan;
  const parts = [
    actions.length === 0 ? 'Nothing to do: links and grants are as mesh.yml asks.' : table(actions),
    ...(held === undefined ? [] : [`\nHeld back, since ${held.reason}:\n`, table(held.actions)]),
    ...findings.map(({ about, problem, remedy }) => `\n${about}: ${problem}.\n  Remedy: ${remedy}`),
    ...(actions.length + (held?.actions.length ?? 0) === 0 ? [] : ['', `Plan ${hash}: ${countOf(actions.length)}${held === undefined ? '' : `, ${held.actions.length} held back`}.`]),
    ...(actions.length > 0 ? [`To carry it out: --apply --accept ${hash}`] : []),
    ...(held === undefined ? [] : [`With what is held back: --apply --accept ${hash} --accept ${held.hash}`]),
  ];
  return parts.join('\n');
}

export function table(actions: readonly Action[]): string {
  const rows = [heads, ...actions.map(cells)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

export function asJson({ actions, held, findings, hash }: WholePlan): string {
  return JSON.stringify({ hash, actions, ...(held !== undefined && { held }), findings }, undefined, 2);
}

/** One line for each action, by which two plans are compared. */
export function linesOf({ actions, held }: Pick<WholePlan, 'actions' | 'held'>): readonly string[] {
  const line = (action: Action) => cells(action).slice(0, 3).join(' ').trim();
  return [...actions.map(line), ...(held?.actions ?? []).map((action) => `${line(action)} (held back)`)];
}

/** What became of a plan between two looks. */
export function difference(before: readonly string[], after: readonly string[]): string {
  return [...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`), ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)].join('\n');
}

export function refusals(refused: readonly RefusedGrant[]): string {
  return refused
    .map(({ grant, error }) => {
      const { code, message, remedy } = classify(error);
      return `Refused: ${permissionsOf(grant)} on ${nameOf(grant.resource)} to ${grant.principal}: ${code}: ${message}\n  Remedy: ${remedy}`;
    })
    .join('\n');
}

export function exitCode({ actions, held, findings }: Pick<WholePlan, 'actions' | 'held' | 'findings'>): 0 | 2 {
  return actions.length > 0 || held !== undefined || findings.length > 0 ? 2 : 0;
}

export function findingsOf(findings: readonly Finding[]): string {
  return findings.map(({ about, problem, remedy }) => `${about}: ${problem}.\n  Remedy: ${remedy}`).join('\n');
}

function cells(action: Action): readonly string[] {
  switch (action.do) {
    case 'grant':
    case 'revoke':
    case 'forget receipt':
      return [action.do, `${permissionsOf(action.grant)} on ${nameOf(action.grant.resource)}`, action.grant.principal, action.reason];
    case 'create link':
    case 'create table link': {
      const { catalogId, database } = action.target;
      const [name, table] = action.do === 'create link' ? [action.name, ''] : [`${action.home}.${action.name}`, `.${action.name}`];
      return [action.do, `${name} to ${database}${table} of ${catalogId}`, '', action.reason];
    }
    case 'delete table link':
      return [action.do, `${action.home}.${action.name}`, '', action.reason];
    default:
      return [action.do, action.name, '', action.reason];
  }
}

function permissionsOf({ permissions }: Grant): string {
  return permissions.join(', ');
}

function nameOf(resource: Resource): string {
  switch (resource.kind) {
    case 'database':
      return `database ${resource.catalogId}.${resource.database}`;
    case 'table':
      return `table ${resource.catalogId}.${resource.database}.${resource.table}`;
    case 'all tables':
      return `all tables of ${resource.catalogId}.${resource.database}`;
    case 'tagged': {
      const tags = Object.entries(resource.tags).map(([key, values]) => `${key}=${values.join('|')}`);
      return `${resource.type.toLowerCase()}s of ${resource.catalogId} with ${tags.join(' and ')}`;
    }
  }
}

function countOf(actions: number): string {
  return actions === 1 ? '1 action' : `${actions} actions`;
}
