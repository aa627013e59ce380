import type { Mesh, Subscription } from '../../shared/mesh/mesh.ts';
import { countsOf, versionAt, type Counts } from '../data.ts';
import type { Finding } from '../finding.ts';
import { listAt, member, textAt } from '../loose.ts';
import type { Product } from '../story.ts';
import { accounts } from '../places.ts';
import { lastChange, lastNewData, meshesSince, nameOf, productsOf, subscriptionOf, type Evidence } from './evidence.ts';
import { badRuns, concerns, visibleFailures } from './failures.ts';
import { grantText, wantedGrants } from './wanted-grants.ts';

const invariant = 'what is desired is actual';

/** Each product that the mesh follows has its link, its grants, the profile of its newest version, the verdict on it and the run for it. */
export function desiredIsActual(evidence: Evidence): Finding[] {
  return productsOf(evidence)
    .filter((product) => isExpected(evidence, product))
    .flatMap((product) => {
      // By which of the versions of mesh.yml since its last change a product was treated is open until it changes again.
      const answers = meshesSince(evidence, lastChange(evidence, product)).map((mesh) => findingsFor(evidence, mesh, product));
      return answers.some((findings) => findings.length === 0) ? [] : (answers.at(-1) ?? []);
    });
}

/** Shared, there, never revoked, deleted or taken out of mesh.yml, and with no failure that a person has been told of since its present data came. */
export function isExpected(evidence: Evidence, product: Product): boolean {
  const { deeds } = evidence.history;
  const shared = deeds.some(({ deed, done }) => done && deed.kind === 'share' && deed.database === product.database);
  const there = evidence.aftermath.central.get(product.database)?.has(product.table) === true;
  if (!shared || !there || isWithdrawn(evidence, product)) return false;
  const since = Math.min(lastChange(evidence, product), lastNewData(evidence, product));
  return !visibleFailures(evidence).some((failure) => failure.time >= since && concerns(failure, product));
}

function isWithdrawn(evidence: Evidence, product: Product): boolean {
  const withdrawn = evidence.history.deeds.some(({ deed, done }) => {
    if (!done) return false;
    if (deed.kind === 'revoke' || deed.kind === 'delete database') return deed.database === product.database;
    return deed.kind === 'delete table' && deed.product.database === product.database && deed.product.table === product.table;
  });
  return withdrawn || meshesSince(evidence, 0).some((mesh) => subscriptionOf(mesh, product) === undefined);
}

/** What the product lacks by one version of mesh.yml. */
export function findingsFor(evidence: Evidence, mesh: Mesh, product: Product): Finding[] {
  const subscription = subscriptionOf(mesh, product);
  if (subscription === undefined) return [];
  const says = (text: string): Finding => ({ invariant, text: `${nameOf(product)}: ${text}` });
  const link = linkFinding(evidence, subscription, product);
  if (link !== undefined) return [says(link)];
  const model = subscription.models.find(({ table }) => table === product.table)?.name;
  return [...missingGrants(evidence, mesh, product), ...(model === undefined ? [] : dataFindings(evidence, product, model))].map(says);
}

function linkFinding({ aftermath }: Evidence, { link }: Subscription, { database }: Product): string | undefined {
  const name = link ?? `rl_${database}`;
  const found = aftermath.databases.find((each) => each.name === name);
  if (found === undefined) return `there is no link ${name}`;
  const right = found.target?.catalogId === accounts.central && found.target.database === database;
  return right ? undefined : `${name} does not lead to ${database} of central, and nobody was told`;
}

function missingGrants({ aftermath }: Evidence, mesh: Mesh, { database, table }: Product): string[] {
  const held = new Set(aftermath.grants.map(({ principal, permission, resource }) => grantText(principal, permission, resource)));
  return [...wantedGrants(mesh, database, [table])].filter((grant) => !held.has(grant)).map((grant) => `the grant is missing that ${grant}`);
}

function dataFindings(evidence: Evidence, product: Product, model: string): string[] {
  const { documents, central } = evidence.aftermath;
  const folder = `profiles/${product.database}/${product.table}`;
  const changeId = textAt(documents.get(`${folder}/newest.json`), 'changeId');
  if (changeId === undefined) return ['no version has a profile'];
  const profile = member(documents.get(`${folder}/${changeId}.json`), 'meshloop', 'profile');
  const version = versionAt(central.get(product.database)?.get(product.table) ?? '');
  const differs = difference(profile, countsOf(version));
  if (differs !== undefined) return [`the newest profile (${changeId}) is not that of the newest version: ${differs}`];
  if (!documents.has(`verdicts/${product.database}/${product.table}/${model}/${changeId}.json`)) return [`the newest profile (${changeId}) has no verdict for the model ${model}`];
  return runFindings(evidence, model, profile, textAt(documents.get(`${folder}/newest.json`), 'digest') ?? '');
}

function difference(profile: unknown, counts: Counts): string | undefined {
  if (member(profile, 'rows') !== counts.rows) return `${String(member(profile, 'rows'))} rows in place of ${counts.rows}`;
  for (const [name, values] of Object.entries(counts.values)) {
    const column = listAt(profile, 'columns').find((each) => textAt(each, 'name') === name);
    const counted = new Map(listAt(column, 'categories').map((pair) => [textAt(pair, '0'), member(pair, '1')]));
    for (const [value, count] of values) {
      if (counted.get(value) !== count) return `${name} has ${value} ${String(counted.get(value))} times in place of ${count}`;
    }
  }
  return undefined;
}

/** At rest the model's latest package was trained on data that the newest has not drifted from, unless its run went wrong. */
function runFindings(evidence: Evidence, model: string, newest: unknown, digest: string): string[] {
  const { documents, baselines } = evidence.aftermath;
  const findings: string[] = [];
  if (member(documents.get(`runs/${model}/current.json`), 'run') != null) findings.push(`the model ${model} is still claimed for a run`);
  const pending = [...documents.keys()].filter((key) => key.startsWith(`runs/${model}/pending/`));
  if (pending.length > 0) findings.push(`${pending.length} requests for a run of ${model} still wait`);
  // A run that failed is not repeated for the same data; Retraining Finished has told of it.
  if (badRuns(evidence, model).includes(digest)) return findings;
  const baseline = baselines.get(model);
  if (baseline === undefined) return [...findings, `the model ${model} was never trained`];
  const trainedOn = member(documents.get(baseline), 'meshloop', 'profile');
  if (mostFrequent(trainedOn) !== mostFrequent(newest)) findings.push(`the data has drifted from what ${model} was trained on (${baseline}), and no run followed`);
  return findings;
}

/** The one segment with most rows tells data of different mixes apart. */
function mostFrequent(profile: unknown): string | undefined {
  const column = listAt(profile, 'columns').find((each) => textAt(each, 'name') === 'segment');
  const counts = listAt(column, 'categories').map((pair) => [textAt(pair, '0'), Number(member(pair, '1'))] as const);
  return counts.toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

