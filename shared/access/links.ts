import { catalogOf, follows, followsTable } from '../catalog/product.ts';
import { planLink, type LinkTarget } from '../catalog/link-plan.ts';
import type { Mesh, Subscription } from '../mesh/mesh.ts';
import { linkName, linkPrefix } from '../mesh/names.ts';
import type { Action, Finding, Removal } from './action.ts';
import type { OwnDatabase, SharedDatabase } from './state.ts';

/** A link that a subscription asks for. */
export interface WantedLink {
  readonly name: string;
  readonly target: LinkTarget;
  readonly links: Subscription['links'];
  /** With `links: tables`, the followed tables that are visible. */
  readonly tables: readonly string[];
}

export interface LinkPlan {
  readonly actions: readonly Action[];
  readonly removals: readonly Removal[];
  readonly findings: readonly Finding[];
  /** Names that stand for something else: nothing is granted or taken there. */
  readonly refused: ReadonlySet<string>;
  /** The same of single tables in a database of ours. */
  readonly refusedTables: readonly { readonly home: string; readonly name: string }[];
}

/** Subscriptions with what is shared for them. */
export function sharedSubscriptions(
  mesh: Mesh,
  shared: readonly SharedDatabase[],
): readonly { readonly subscription: Subscription; readonly target: SharedDatabase; readonly link: string }[] {
  return shared.flatMap((target) =>
    mesh.subscriptions
      .filter((subscription) => catalogOf(mesh, subscription) === target.catalogId && follows(subscription, { database: target.database }))
      .map((subscription) => ({ subscription, target, link: linkName(subscription, target.database) })),
  );
}

/** Each link once; of two subscriptions that ask for the same tables, what either asks for. */
export function wantedLinks(mesh: Mesh, shared: readonly SharedDatabase[]): readonly WantedLink[] {
  const links = new Map<string, WantedLink>();
  for (const { subscription, target, link } of sharedSubscriptions(mesh, shared)) {
    const { catalogId, database } = target;
    const tables = subscription.links === 'tables' ? target.tables.filter((table) => followsTable(subscription, table)) : [];
    const key = JSON.stringify([link, catalogId, database, subscription.links]);
    const before = links.get(key)?.tables ?? [];
    links.set(key, { name: link, target: { catalogId, database }, links: subscription.links, tables: [...new Set([...before, ...tables])] });
  }
  return [...links.values()];
}

/** What to do so that each wanted link leads where it should and none of ours is left over. What is not ours stays as it is. */
export function planLinks(wanted: readonly WantedLink[], databases: readonly OwnDatabase[]): LinkPlan {
  const actions: Action[] = [];
  const removals: Removal[] = [];
  const findings: Finding[] = [];
  const refused = new Set<string>();
  const refusedTables: { home: string; name: string }[] = [];
  const existing = new Map(databases.map((database) => [database.name, database]));
  const refuse = (name: string, problem: string, remedy: string) => {
    refused.add(name);
    findings.push({ about: name, problem, remedy });
  };
  for (const [name, [link, ...others]] of Map.groupBy(wanted, (each) => each.name)) {
    if (link === undefined) continue;
    const there = existing.get(name);
    if (others.length > 0) refuse(name, `${name} is asked for by several databases`, 'Give each subscription its own `link` in mesh.yml.');
    else if (link.links === 'database') {
      const plan = planLink(name, link.target, there);
      if (plan.action === 'refuse') refuse(name, plan.reason, plan.remedy);
      if (plan.action === 'create') actions.push({ do: 'create link', name, target: link.target, reason: `${link.target.database} is shared` });
    } else if (there?.target !== undefined || (there !== undefined && there.ours !== true)) {
      refuse(
        name,
        there.target === undefined ? `${name} is a database that is not ours` : `${name} is a link to a database, and shall hold links to tables`,
        `Choose another \`link\` in mesh.yml, or remove the database ${name} if nobody needs it.`,
      );
    } else {
      if (there === undefined) actions.push({ do: 'create home', name, reason: `${link.target.database} is shared table by table` });
      planTableLinks(link, there, { actions, removals, findings, refusedTables });
    }
  }
  removals.push(...leftOver(wanted, databases, findings));
  return { actions, removals, findings, refused, refusedTables };
}

function planTableLinks(
  { name: home, target, tables }: WantedLink,
  there: OwnDatabase | undefined,
  { actions, removals, findings, refusedTables }: { actions: Action[]; removals: Removal[]; findings: Finding[]; refusedTables: { home: string; name: string }[] },
): void {
  const existing = new Map((there?.tables ?? []).map((table) => [table.name, table]));
  for (const name of tables) {
    const found = existing.get(name);
    const right = found?.target?.catalogId === target.catalogId && found.target.database === target.database && found.target.table === name;
    if (found === undefined) {
      actions.push({ do: 'create table link', home, name, target: { ...target, table: name }, reason: `${target.database}.${name} is shared` });
    } else if (!right) {
      refusedTables.push({ home, name });
      findings.push({ about: `${home}.${name}`, problem: 'stands for something else than the shared table', remedy: 'Remove it if nobody needs it.' });
    }
  }
  for (const { name, target: of } of there?.tables ?? []) {
    if (of !== undefined && !tables.includes(name)) removals.push({ do: 'delete table link', home, name, reason: 'nothing asks for it any more' });
  }
}

/** Links and homes of ours that nothing asks for. A home goes when nothing but links was in it. */
function leftOver(wanted: readonly WantedLink[], databases: readonly OwnDatabase[], findings: Finding[]): Removal[] {
  const names = new Set(wanted.map(({ name }) => name));
  return databases.flatMap((database): Removal[] => {
    const { name, target, ours, tables } = database;
    if (names.has(name) || ours !== true || !name.startsWith(linkPrefix)) return [];
    const reason = 'nothing asks for it any more, or it is no longer shared';
    if (target !== undefined) return [{ do: 'delete link', name, reason }];
    const links = (tables ?? []).filter((table) => table.target !== undefined);
    const removals: Removal[] = links.map((table) => ({ do: 'delete table link', home: name, name: table.name, reason }));
    if (tables !== undefined && links.length === tables.length) return [...removals, { do: 'delete home', name, reason }];
    findings.push({ about: name, problem: 'is no longer asked for but holds tables of somebody else', remedy: 'Move them, then reconcile removes it.' });
    return removals;
  });
}
