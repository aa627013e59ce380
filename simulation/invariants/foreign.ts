import type { Finding } from '../finding.ts';
import { textAt } from '../loose.ts';
import { accounts, ownBucket, platformAdmin } from '../places.ts';
import { meshesOf, type Evidence } from './evidence.ts';
import { matchesGlob } from '../../shared/mesh/glob.ts';

const invariant = 'nothing foreign touched';

/** All that the functions' roles may change, and only where it is ours. IAM keeps them to it; this would see where it did not. */
const ours: ReadonlyMap<string, (input: unknown) => boolean> = new Map<string, (input: unknown) => boolean>([
  ['eventbridge:PutEvents', () => true],
  ['scheduler:CreateSchedule', (input) => textAt(input, 'GroupName') === 'meshloop-dev'],
  ['scheduler:DeleteSchedule', (input) => textAt(input, 'GroupName') === 'meshloop-dev'],
  ['glue:CreateDatabase', (input) => (textAt(input, 'DatabaseInput', 'Name') ?? '').startsWith('rl_')],
  ['glue:DeleteDatabase', (input) => (textAt(input, 'Name') ?? '').startsWith('rl_')],
  ['glue:StartCrawler', (input) => textAt(input, 'Name') === 'landing'],
  ['lakeformation:BatchGrantPermissions', () => true],
  ['lakeformation:GrantPermissions', () => true],
  ['lakeformation:BatchRevokePermissions', () => true],
  ['athena:StartQueryExecution', (input) => (textAt(input, 'WorkGroup') ?? '').startsWith('meshloop-dev-')],
  ['s3:PutObject', (input) => textAt(input, 'Bucket') === ownBucket],
  ['s3:DeleteObject', (input) => textAt(input, 'Bucket') === ownBucket],
  ['sagemaker:StartPipelineExecution', (input) => ['orders', 'claims', 'payments'].includes(textAt(input, 'PipelineName') ?? '')],
]);

export function nothingForeignTouched(evidence: Evidence): Finding[] {
  return [...foreignCalls(evidence), ...takenOver(evidence), ...foreignDatabases(evidence), ...centralTables(evidence)].map((text) => ({ invariant, text }));
}

function foreignCalls({ history }: Evidence): string[] {
  return history.changes.flatMap(({ service, operation, role, input }) => {
    const isOurs = ours.get(`${service}:${operation}`);
    return isOurs?.(input) === true ? [] : [`${role} called ${service}:${operation} with ${JSON.stringify(input).slice(0, 160)}`];
  });
}

/** What people made under the name of a link, and where it leads. */
function madeByPeople({ history }: Evidence): ReadonlyMap<string, string | undefined> {
  return new Map(history.deeds.flatMap(({ deed, done }) => (deed.kind === 'take a link name' && done ? [[deed.link, deed.how === 'database' ? undefined : 'elsewhere'] as const] : [])));
}

/** What people made is still there, and nobody but who made it holds anything on it. */
function takenOver(evidence: Evidence): string[] {
  const { databases, grants } = evidence.aftermath;
  return [...madeByPeople(evidence).keys()].flatMap((made) => {
    if (databases.every(({ name }) => name !== made)) return [`the database ${made} that somebody made is gone`];
    const given = grants.filter(({ principal, resource }) => resource === `${accounts.consumer} database ${made}` && principal !== platformAdmin);
    return given.map(({ principal, permission }) => `${principal} was given ${permission} on the database ${made} that somebody made`);
  });
}

/** Each database of the consumer is one that somebody made, as it was made, or a link that the mesh asks for, to where it asks for. */
function foreignDatabases(evidence: Evidence): string[] {
  const made = madeByPeople(evidence);
  return evidence.aftermath.databases.flatMap(({ name, target }) => {
    if (name === 'sagemaker_processing' || name === 'landing') return [];
    if (made.has(name)) return target?.database === made.get(name) ? [] : [`the database ${name} that somebody made now leads to ${target?.database}`];
    const wanted = meshesOf(evidence).some(({ subscriptions }) =>
      subscriptions.some(({ database, link }) => target !== undefined && matchesGlob(database, target.database) && name === (link ?? `rl_${target.database}`)),
    );
    return wanted && target?.catalogId === accounts.central ? [] : [`nobody asked for the database ${name} (to ${target?.database})`];
  });
}

/** Tables of the central catalog lie where people put them. */
function centralTables({ history, aftermath }: Evidence): string[] {
  return [...aftermath.central].flatMap(([database, tables]) =>
    [...tables].flatMap(([table, location]) => {
      const last = history.deeds.findLast(
        ({ deed, done }) => done && (deed.kind === 'register' || deed.kind === 'register again') && deed.product.database === database && deed.product.table === table,
      );
      if (last === undefined) return database === 'elsewhere' ? [] : [`nobody registered ${database}.${table}`];
      if (last.deed.kind !== 'register' && last.deed.kind !== 'register again') return [];
      const { mix, noise } = last.deed.data;
      return location.endsWith(`-mix${mix}-noise${noise}/`) ? [] : [`${database}.${table} lies at ${location}, where nobody put it`];
    }),
  );
}
