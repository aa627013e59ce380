import type { Authored } from './authored.ts';
import type { Finding } from './finding.ts';
import { partitionOf } from './partition.ts';

/** What a platform team asks for has to be of the stack's own account, Region and partition. */
export function checkDeployments({ central, consumer }: Authored): Finding[] {
  return [...check('central', central.account, consumer.region, central.deployment), ...check('consumer', consumer.account, consumer.region, consumer.deployment)];
}

function check(stack: string, account: string, region: string, deployment: Authored['central']['deployment']): Finding[] {
  const { permissionsBoundary: boundary, key } = deployment ?? {};
  const findings: Finding[] = [];
  const path = [stack, 'deployment'];
  if (boundary !== undefined && ![account, 'aws'].includes(boundary.split(':')[4] ?? '')) {
    findings.push({ path: [...path, 'permissionsBoundary'], problem: `is not of the account ${account}`, remedy: 'A boundary is a policy of the roles’ own account, or one of AWS.' });
  }
  if (key !== undefined && key !== 'create' && key.split(':')[3] !== region) {
    findings.push({ path: [...path, 'key'], problem: `is not in ${region}`, remedy: 'Name a key of the stack’s own Region; it may be another account’s.' });
  }
  const foreign = [boundary, key].find((arn) => arn?.startsWith('arn:') && arn.split(':')[1] !== partitionOf(region));
  if (foreign !== undefined) findings.push({ path, problem: `has an ARN of another partition than ${region}`, remedy: `Begin ARNs with arn:${partitionOf(region)}: there.` });
  return findings;
}
