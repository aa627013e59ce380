import type { Finding } from '../finding.ts';
import { listAt, member, textAt, textsAt } from '../loose.ts';
import { accounts } from '../places.ts';
import { lastMesh, type Evidence } from './evidence.ts';
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
  const taken = new Set(evidence.history.deeds.flatMap(({ deed, done }) => (deed.kind === 'take a link name' && done ? [deed.link] : [])));
  const mesh = lastMesh(evidence);
  const wanted = new Set([...aftermath.shared].flatMap(([database, tables]) => [...wantedGrants(mesh, database, tables)]));
  const { ours, outOfSight } = receipts(evidence);
  const before = new Set(heldBefore.map(({ principal, permission, resource }) => grantText(principal, permission, resource)));
  const held = aftermath.grants.filter(({ principal }) => principal !== accounts.consumer && principal !== `arn:aws:iam::${accounts.consumer}:role/platform-admin`);
  // Where a name stands for something else nothing is taken.
  const isFrozen = (grant: string) => taken.size > 0 && frozen(evidence, taken).some((name) => grant.endsWith(name) || grant.includes(`${name}.`));
  const extra = held.map(({ principal, permission, resource }) => grantText(principal, permission, resource)).filter((grant) => !before.has(grant) && !wanted.has(grant) && !outOfSight.has(grant));
  const kept = [...ours].filter((grant) => !wanted.has(grant));
  return [...extra.map((grant) => `the grant that ${grant}`), ...kept.map((grant) => `the receipt that ${grant}`)].filter((text) => !isFrozen(text));
}

function frozen(evidence: Evidence, links: ReadonlySet<string>): readonly string[] {
  const targets = lastMesh(evidence).subscriptions.flatMap(({ database, link }) =>
    [...evidence.aftermath.central.keys()].filter((name) => matchesGlob(database, name) && links.has(link ?? `rl_${name}`)).map((name) => `${accounts.central} database ${name}`),
  );
  return [...targets, ...targets.map((target) => target.replace(' database ', ' table ')), ...[...links].map((link) => `${accounts.consumer} database ${link}`)];
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
