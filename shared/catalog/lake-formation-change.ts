import type { CallRecord } from '../../events/aws/cloudtrail-call.ts';
import { isGlob } from '../mesh/glob.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Product } from '../../events/mesh/metadata.ts';
import { list, lowerKeys, member, textOf } from './loose.ts';

/**
 * The products that a call to Lake Formation in the central account may have changed. A tag expression may mean any product, so
 * it concerns every database that a subscription names; so does a call whose parameters CloudTrail left out and whose resources
 * name none. A call that was refused, as a whole or entry by entry, concerns none.
 */
export function productsOfCall(mesh: Mesh, record: CallRecord): readonly Product[] {
  if (record.errorCode !== undefined) return [];
  const parameters = lowerKeys(record.requestParameters ?? {});
  if (textOf(member(parameters, 'omitted')) === 'true') return fromArns(mesh, record);
  const failures = list(member(lowerKeys(record.responseElements ?? {}), 'failures'));
  const entries = list(member(parameters, 'entries'));
  if (entries.length > 0) {
    const failed = new Set(failures.map((failure) => textOf(member(member(failure, 'requestentry'), 'id'))));
    return entries.filter((entry) => !failed.has(textOf(member(entry, 'id')))).flatMap((entry) => fromGrant(mesh, entry));
  }
  // Tags are attached one by one; the call concerns nothing when all of them failed.
  const tags = list(member(parameters, 'lftags'));
  return tags.length > 0 && failures.length >= tags.length ? [] : fromGrant(mesh, parameters);
}

function fromGrant(mesh: Mesh, grant: unknown): readonly Product[] {
  const principal = textOf(member(member(grant, 'principal'), 'datalakeprincipalidentifier'));
  if (principal !== undefined && isForeign(principal, mesh.consumer.account)) return [];
  const resource = member(grant, 'resource');
  const table = member(resource, 'table') ?? member(resource, 'tablewithcolumns') ?? member(resource, 'datacellsfilter');
  const named = table ?? member(resource, 'database');
  if (named === undefined) return everyNamedDatabase(mesh);
  const catalogId = textOf(member(named, 'catalogid')) ?? textOf(member(named, 'tablecatalogid')) ?? mesh.central.account;
  const database = textOf(member(named, 'databasename')) ?? (table === undefined ? textOf(member(named, 'name')) : undefined);
  if (catalogId !== mesh.central.account || database === undefined) return [];
  const name = table === undefined ? undefined : (textOf(member(named, 'tablename')) ?? textOf(member(named, 'name')));
  // A wildcard has no name, or AWS's own name for it.
  return [name === undefined || name === 'ALL_TABLES' ? product(mesh, database) : product(mesh, database, name)];
}

/** The Data Catalog keeps names in lower case; a call may spell them otherwise. */
function product(mesh: Mesh, database: string, table?: string): Product {
  const named = { catalogId: mesh.central.account, database: database.toLowerCase() };
  return table === undefined ? named : { ...named, table: table.toLowerCase() };
}

/** Principals of other accounts. Organizations and what is unknown may include the consumer. */
function isForeign(principal: string, consumer: string): boolean {
  const account = /^(\d{12})(?::|$)/.exec(principal)?.[1] ?? /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
  return account !== undefined && account !== consumer;
}

function fromArns(mesh: Mesh, { resources = [] }: CallRecord): readonly Product[] {
  const products = resources.flatMap(({ ARN = '' }) => {
    const [, account, kind, path = ''] = /^arn:[^:]+:glue:[^:]*:(\d{12}):(database|table)\/(.+)$/.exec(ARN) ?? [];
    if (account !== mesh.central.account) return [];
    const [database = '', table] = kind === 'table' ? path.split('/', 2) : [path];
    return [product(mesh, database, table)];
  });
  return products.length > 0 ? products : everyNamedDatabase(mesh);
}

function everyNamedDatabase(mesh: Mesh): readonly Product[] {
  const databases = new Set(mesh.subscriptions.map(({ database }) => database).filter((database) => !isGlob(database)));
  return [...databases].map((database) => ({ catalogId: mesh.central.account, database }));
}
