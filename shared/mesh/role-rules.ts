import type { Authored, AuthoredSubscription } from './authored.ts';
import type { Finding } from './finding.ts';
import { partitionOf } from './partition.ts';

/** The roles of one subscription: of this account and partition, each once, with one kind of access. */
export function checkRoles(mesh: Authored, subscription: AuthoredSubscription, index: number): Finding[] {
  const roles = subscription.roles ?? [];
  return roles.flatMap((role, position) => {
    const path = ['subscriptions', index, 'roles', position];
    const [, partition, , , account] = role.arn.split(':');
    const findings: Finding[] = [];
    if (account !== mesh.consumer.account) {
      const remedy = `Name a role of account ${mesh.consumer.account}: what is shared with an account cannot be shared on.`;
      findings.push({ path: [...path, 'arn'], problem: 'is not a role of the consumer account', remedy });
    }
    if (partition !== partitionOf(mesh.consumer.region)) {
      const remedy = `In ${mesh.consumer.region} ARNs begin with arn:${partitionOf(mesh.consumer.region)}:.`;
      findings.push({ path: [...path, 'arn'], problem: 'belongs to another partition than the Region', remedy });
    }
    if (role.lfTags !== undefined && role.tables !== undefined) {
      const remedy = 'Keep one of the two: a role has one kind of access.';
      findings.push({ path: [...path, 'tables'], problem: 'stands beside lfTags', remedy });
    }
    if (roles.findIndex((other) => other.arn === role.arn) < position) {
      findings.push({ path: [...path, 'arn'], problem: 'is listed twice', remedy: 'Keep one entry for each role.' });
    }
    return findings;
  });
}
