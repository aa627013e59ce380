import type { LambdaFunction, PermissionStatement } from './function.ts';
import type { Caller } from '../core/service.ts';
import { arnMatches } from '../iam/glob.ts';

/** Whether the function's resource policy lets the caller invoke it. */
export function policyAdmits(fn: LambdaFunction, caller: Caller): boolean {
  return [...fn.policy.values()].some((statement) => admits(statement, caller));
}

function admits(statement: PermissionStatement, caller: Caller): boolean {
  if (!['lambda:InvokeFunction', 'lambda:*', '*'].includes(statement.action)) return false;
  if (!principals(caller).includes(statement.principal)) return false;
  if (statement.sourceAccount !== undefined && statement.sourceAccount !== caller.accountId) return false;
  return statement.sourceArn === undefined || (caller.sourceArn !== undefined && arnMatches(statement.sourceArn, caller.sourceArn));
}

function principals(caller: Caller): string[] {
  if (caller.servicePrincipal !== undefined) return ['*', caller.servicePrincipal];
  return [
    '*',
    caller.accountId,
    `arn:aws:iam::${caller.accountId}:root`,
    caller.arn,
    ...(caller.roleArn === undefined ? [] : [caller.roleArn]),
  ];
}

/** The policy document that GetPolicy returns. */
export function policyDocument(fn: LambdaFunction): string {
  const statements = [...fn.policy.values()].map(({ sid, action, principal, sourceArn, sourceAccount }) => ({
    Sid: sid,
    Effect: 'Allow',
    Principal: principalElement(principal),
    Action: action,
    Resource: fn.arn,
    ...((sourceArn !== undefined || sourceAccount !== undefined) && {
      Condition: {
        ...(sourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
        ...(sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
      },
    }),
  }));
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

function principalElement(principal: string): unknown {
  if (principal === '*') return '*';
  if (principal.endsWith('.amazonaws.com')) return { Service: principal };
  return { AWS: /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal };
}
