import type { LambdaFunction } from './function.ts';
import type { WriteLine } from './output.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';

/** Who the Lambda service is when it acts under the function's role: destinations and logs. */
export function roleCaller(cloud: Cloud, fn: LambdaFunction): Caller {
  return cloud.sts.serviceAs(fn.roleArn, fn.name);
}

/** Writes to the function's log group, when its role may: without the right Lambda runs the function and keeps no log of it. */
export function logWriter(cloud: Cloud, fn: LambdaFunction): WriteLine {
  const resource = `arn:aws:logs:${fn.region}:${fn.accountId}:log-group:${fn.logGroup}:log-stream:*`;
  const caller = roleCaller(cloud, fn);
  const allowed = ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) =>
    cloud.iam.allows(caller, { action, resources: [resource] }),
  );
  if (allowed) return (line) => cloud.logs.write(fn.logGroup, line, fn.accountId);
  cloud.watch.emit({
    kind: 'dropped',
    at: cloud.clock.now(),
    account: fn.accountId,
    what: `the log of ${fn.name}`,
    why: `${fn.roleArn} may not write to ${fn.logGroup}`,
  });
  return () => undefined;
}
