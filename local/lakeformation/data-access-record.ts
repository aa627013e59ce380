import type { Caller } from '../core/service.ts';
import type { LakeRoom } from './room.ts';
import { principalOf } from './principals.ts';

export interface TableName {
  readonly catalogId: string;
  readonly database: string;
  readonly table: string;
}

/**
 * GetDataAccess as CloudTrail shows it: in the reader's account for the link and for the target, and a copy for the target in
 * the owner's account. Of another account's target both leave out the reader's ARN unless the reader's account trusts the owner
 * (Lake Formation developer guide, "Cross-account CloudTrail logging"; field values as its best-practices site prints them).
 */
export function recordDataAccess(
  { cloud, lakes }: LakeRoom,
  caller: Caller,
  { target, link }: { target: TableName; link?: TableName },
  audit: { queryId: string },
): void {
  const entry = (table: TableName) => ({
    eventSource: 'lakeformation.amazonaws.com',
    eventName: 'GetDataAccess',
    readOnly: true,
    requestParameters: {
      tableArn: `arn:aws:glue:${cloud.region}:${table.catalogId}:table/${table.database}/${table.table}`,
      permissions: ['SELECT'],
      auditContext: { additionalAuditContext: `{queryId: ${audit.queryId}}` },
      cellLevelSecurityEnforced: true,
    },
    responseElements: null,
    invokedBy: 'athena.amazonaws.com',
  });
  const session = { lakeFormationRoleSessionName: `AWSLF-00-AT-${caller.accountId}-${cloud.dice.text(10, SUFFIX)}` };
  const service = { requesterService: 'ATHENA', LakeFormationTrustedCallerInvocation: 'true' };
  const reader = { lakeFormationPrincipal: principalOf(caller) };
  if (link) cloud.trail.record({ ...entry(link), caller, additionalEventData: { ...service, ...reader, ...session } });
  const isOwn = target.catalogId === caller.accountId;
  const isNamed = isOwn || (lakes.of(caller.accountId).settings.TrustedResourceOwners ?? []).includes(target.catalogId);
  const ofTarget = { ...entry(target), caller, isUnnamed: !isNamed, additionalEventData: { ...service, ...(isNamed && reader), ...session } };
  cloud.trail.record(ofTarget);
  if (!isOwn) cloud.trail.record({ ...ofTarget, recipientAccountId: target.catalogId });
}

const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
