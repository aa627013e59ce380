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
  if (wereOmitted(record)) return fromArns(mesh, record);
  return grantsOf(record).flatMap((grant) => (concerns(grant, mesh.consumer.account) ? resourceOf(mesh, grant) : []));
}

/** A product that a call shared straight with a principal of the consumer: its administrators do not see it. */
export interface DirectShare {
  /** ARN of the role or user. */
  readonly principal: string;
  readonly product: Product;
}

/**
 * What a call shared with single principals of the consumer instead of with the account. Lake Formation shows it to those alone
 * (AWS Lake Formation best practices, "General data sharing"), so that nobody here can link or grant it.
 */
export function directShares(mesh: Mesh, record: CallRecord): readonly DirectShare[] {
  if (record.errorCode !== undefined || wereOmitted(record) || !/^(Batch)?GrantPermissions$/.test(record.eventName)) return [];
  return grantsOf(record).flatMap((grant) => {
    const principal = principalOf(grant) ?? '';
    const isDirect = arnAccount(principal) === mesh.consumer.account;
    return isDirect ? resourceOf(mesh, grant).map((product) => ({ principal, product })) : [];
  });
}

/** Products that a call left to IAM: Lake Formation then decides nothing about them, whatever it has granted. */
export function leftToIam(mesh: Mesh, record: CallRecord): readonly Product[] {
  if (record.errorCode !== undefined || wereOmitted(record) || !/^(Batch)?GrantPermissions$/.test(record.eventName)) return [];
  return grantsOf(record).flatMap((grant) => (principalOf(grant) === 'IAM_ALLOWED_PRINCIPALS' ? resourceOf(mesh, grant) : []));
}

function wereOmitted({ requestParameters }: CallRecord): boolean {
  return textOf(member(lowerKeys(requestParameters ?? {}), 'omitted')) === 'true';
}

/** The grants, revocations or tags of a call that were not refused. */
function grantsOf({ requestParameters, responseElements }: CallRecord): readonly unknown[] {
  const parameters = lowerKeys(requestParameters ?? {});
  const failures = list(member(lowerKeys(responseElements ?? {}), 'failures'));
  const entries = list(member(parameters, 'entries'));
  if (entries.length > 0) {
    const failed = new Set(failures.map((failure) => textOf(member(member(failure, 'requestentry'), 'id'))));
    return entries.filter((entry) => !failed.has(textOf(member(entry, 'id'))));
  }
  // Tags are attached one by one; the call concerns nothing when all of them failed.
  const tags = list(member(parameters, 'lftags'));
  return tags.length > 0 && failures.length >= tags.length ? [] : [parameters];
}

function principalOf(grant: unknown): string | undefined {
  return textOf(member(member(grant, 'principal'), 'datalakeprincipalidentifier'));
}

/** Principals of other accounts, and single ones of ours, change nothing for us. Organizations and what is unknown may include us. */
function concerns(grant: unknown, consumer: string): boolean {
  const principal = principalOf(grant) ?? '';
  const account = /^(\d{12})(?::|$)/.exec(principal)?.[1];
  return account === undefined ? arnAccount(principal) === undefined : account === consumer;
}

/** The account of an IAM principal, of any partition. */
function arnAccount(principal: string): string | undefined {
  return /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
}

function resourceOf(mesh: Mesh, grant: unknown): readonly Product[] {
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

function fromArns(mesh: Mesh, { resources = [] }: CallRecord): readonly Product[] {
  const products = resources.flatMap(({ ARN = '' }) => {
    const [, account, kind, path = ''] = /^arn:[^:]+:glue:[^:]*:(\d{12}):(database|table)\/(.+)$/.exec(ARN) ?? [];
    if (account !== mesh.central.account) return [];
    const [database = '', table] = kind === 'table' ? path.split('/', 2) : [path];
    return [product(mesh, database, table)];
  });
  return products.length > 0 ? products : everyNamedDatabase(mesh);
}

/** What a share by tags may concern. */
export function everyNamedDatabase(mesh: Mesh): readonly Product[] {
  const databases = new Set(mesh.subscriptions.map(({ database }) => database).filter((database) => !isGlob(database)));
  return [...databases].map((database) => ({ catalogId: mesh.central.account, database }));
}
