import type { Finding } from '../finding.ts';
import { listAt, member, textAt, textsAt } from '../loose.ts';
import { accounts, platformAdmin } from '../places.ts';
import { lastMesh, type Evidence } from './evidence.ts';
import { isTaken, linkOf } from './taken.ts';
import { grantText, wantedGrants } from './wanted-grants.ts';
import { matchesGlob } from '../../shared/mesh/glob.ts';

const invariant = 'nothing of ours is left over';

/** When reconcile has run, no link of ours is there that nobody asks for, and no grant but what is wanted or out of everybody's sight. */
export function nothingLeftOver(evidence: Evidence): Finding[] {
  return [...links(evidence), ...grants(evidence)].map((text) => ({ invariant, text }));
}

function links(evidence: Evidence): string[] {
  const { databases, shared } = evidence.aftermath;
  const wanted = new Set(
    lastMesh(evidence).subscriptions.flatMap(({ database, link }) => [...shared.keys()].filter((name) => matchesGlob(database, name)).map((name) => link ?? `rl_${name}`)),
  );
  return databases.flatMap(({ name, ours }) => (ours && !wanted.has(name) ? [`the link ${name}`] : []));
}

function grants(evidence: Evidence): string[] {
  const { aftermath, heldBefore } = evidence;
  const mesh = lastMesh(evidence);
  const wanted = new Set([...aftermath.shared].flatMap(([database, tables]) => [...wantedGrants(mesh, database, tables)]));
  const { ours, outOfSight } = receipts(evidence);
  const before = new Set(heldBefore.map(({ principal, permission, resource }) => grantText(principal, permission, resource)));
  const held = aftermath.grants.filter(({ principal }) => principal !== accounts.consumer && principal !== platformAdmin);
  // Where a name stands for something else nothing is taken.
  const frozen = frozenResources(evidence);
  const isFrozen = (grant: string) => frozen.some((resource) => grant.endsWith(` on ${resource}`) || grant.includes(` on ${resource}.`));
  const extra = held.map(({ principal, permission, resource }) => grantText(principal, permission, resource)).filter((grant) => !before.has(grant) && !wanted.has(grant) && !outOfSight.has(grant));
  const kept = [...ours].filter((grant) => !wanted.has(grant));
  return [...extra.map((grant) => `the grant that ${grant}`), ...kept.map((grant) => `the receipt that ${grant}`)].filter((text) => !isFrozen(text));
}

/** A link whose name somebody took, and what it would lead to. */
function frozenResources(evidence: Evidence): readonly string[] {
  const mesh = lastMesh(evidence);
  return [...evidence.aftermath.central.keys()].flatMap((database) => {
    if (!isTaken(evidence, mesh, { database })) return [];
    return [`${accounts.central} database ${database}`, `${accounts.central} table ${database}`, `${accounts.consumer} database ${linkOf(mesh, database)}`];
  });
}

/** What the functions noted as theirs. */
function receipts({ aftermath }: Evidence): { readonly ours: ReadonlySet<string>; readonly outOfSight: ReadonlySet<string> } {
  const [ours, outOfSight] = [new Set<string>(), new Set<string>()];
  for (const [key, document] of aftermath.documents) {
    if (!key.startsWith('receipts/')) continue;
    for (const receipt of listAt(document, 'receipts')) {
      const set = member(receipt, 'outOfSight') === true ? outOfSight : ours;
      for (const permission of textsAt(receipt, 'permissions')) set.add(grantText(textAt(receipt, 'principal') ?? '', permission, resourceText(member(receipt, 'resource'))));
    }
  }
  return { ours, outOfSight };
}

/** In the words of `readAftermath`. */
function resourceText(resource: unknown): string {
  const [catalogId, database, table] = [textAt(resource, 'catalogId'), textAt(resource, 'database'), textAt(resource, 'table')];
  switch (textAt(resource, 'kind')) {
    case 'database':
      return `${catalogId} database ${database}`;
    case 'table':
      return `${catalogId} table ${database}.${table}`;
    case 'tagged': {
      const tags = member(resource, 'tags');
      const expression = Object.keys(Object(tags)).map((key) => `${key}=${textsAt(tags, key).join('|')}`);
      return `${catalogId} every ${textAt(resource, 'type')?.toLowerCase()} with ${expression.join(' and ')}`;
    }
    default:
      return JSON.stringify(resource);
  }
}
