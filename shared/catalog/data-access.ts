import * as z from 'zod/mini';
import type { CallRecord } from '../../events/aws/cloudtrail-call.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { databaseBehind } from './loop-guard.ts';
import { lowerKeys, member, textOf } from './loose.ts';
import { subscriptionsOf } from './product.ts';

/** Lake Formation handed out access to a table's data. */
export interface DataAccess {
  /** `<database>.<table>` in the central catalog. */
  readonly table: string;
  /** Through a link, CloudTrail has two records: one for the link and one for the table behind it. */
  readonly through: 'link' | 'table';
  /** ARN of the role or user; absent where CloudTrail does not tell: of another account's table, it names who read with the link alone. */
  readonly principal?: string;
  /** Name of the role session, which often is a person's. */
  readonly session?: string;
  /** `ATHENA`, `REDSHIFT`, `EMRSERVERLESS`, … as Lake Formation names it, or the platform that the job names. */
  readonly engine: string;
  /** Of Athena. */
  readonly queryId?: string;
  /** Of Glue or EMR. */
  readonly jobId?: string;
  /** AWS's error code, where access was refused. */
  readonly refused?: string;
}

/** What a GetDataAccess record says of a table of the mesh; undefined for any other table. */
export function dataAccessOf(mesh: Mesh, record: CallRecord): DataAccess | undefined {
  const parameters = lowerKeys(record.requestParameters ?? {});
  const named = tableOf(mesh, textOf(member(parameters, 'tablearn')) ?? '');
  if (named === undefined) return undefined;
  const more = lowerKeys(record['additionalEventData'] ?? {});
  const { queryId, jobId, platform } = auditContext(textOf(member(member(parameters, 'auditcontext'), 'additionalauditcontext')) ?? '');
  const arn = record.userIdentity?.arn;
  const principal = textOf(member(more, 'lakeformationprincipal')) ?? record.userIdentity?.sessionContext?.sessionIssuer?.arn ?? arn;
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(arn ?? '')?.[1] ?? /^AROA[^:]*:(.+)$/.exec(record.userIdentity?.principalId ?? '')?.[1];
  const requester = textOf(member(more, 'requesterservice')) ?? 'UNKNOWN';
  return {
    ...named,
    ...(principal !== undefined && { principal }),
    ...(session !== undefined && { session }),
    engine: requester === 'UNKNOWN' ? (platform ?? requester) : requester,
    ...(queryId !== undefined && { queryId }),
    ...(jobId !== undefined && { jobId }),
    ...(record.errorCode !== undefined && { refused: record.errorCode }),
  };
}

/** The table of the mesh that an ARN of the Data Catalog stands for, in central's catalog or behind a link of ours. */
function tableOf(mesh: Mesh, arn: string): Pick<DataAccess, 'table' | 'through'> | undefined {
  const [, account, database, table] = /^arn:[^:]+:glue:[^:]*:(\d{12}):table\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  if (account === undefined || database === undefined || table === undefined) return undefined;
  const isLink = account === mesh.consumer.account;
  const behind = isLink ? databaseBehind(mesh, database) : database;
  if (behind === undefined || (!isLink && account !== mesh.central.account)) return undefined;
  if (subscriptionsOf(mesh, { catalogId: mesh.central.account, database: behind, table }).length === 0) return undefined;
  return { table: `${behind}.${table}`, through: isLink ? 'link' : 'table' };
}

const context = z.lazy(() => z.looseObject({ queryId: z.optional(z.string()), jobIdentifier: z.optional(z.string()), platformType: z.optional(z.string()) }));

/** Athena writes `{queryId: <uuid>}`, which is no JSON; Glue and EMR write JSON. */
function auditContext(text: string): { queryId?: string; jobId?: string; platform?: string } {
  const query = /^\{\s*"?queryId"?\s*:\s*"?([0-9a-f-]{36})"?\s*\}$/i.exec(text)?.[1];
  if (query !== undefined) return { queryId: query.toLowerCase() };
  const parsed = context.safeParse(json(text));
  if (!parsed.success) return {};
  const { queryId, jobIdentifier, platformType } = parsed.data;
  return {
    ...(queryId !== undefined && { queryId }),
    ...(jobIdentifier !== undefined && { jobId: jobIdentifier }),
    ...(platformType !== undefined && { platform: platformType }),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A form that nobody knows yet: the access is told without its query.
    return undefined;
  }
}
