import { readEventPattern } from './event-pattern.ts';
import type { Archive, Bus, Rule } from './model.ts';
import { ruleArn } from './names.ts';

export function archiveRuleName(archive: string): string {
  return `Events-Archive-${archive}`;
}

/**
 * The managed rule by which a bus hands its events to an archive, all but replayed ones (EventBridge user guide, "Creating an archive for
 * Amazon EventBridge events"). It is there to be seen: the archive itself takes the events.
 */
export function archiveRule(archive: Archive, bus: Bus, region: string): Rule {
  const name = archiveRuleName(archive.name);
  const asked: unknown = JSON.parse(archive.pattern ?? '{}');
  const pattern = JSON.stringify({ ...(typeof asked === 'object' ? asked : {}), 'replay-name': [{ exists: false }] });
  return {
    name,
    arn: ruleArn({ account: bus.account, region, name: bus.name }, name),
    bus: bus.name,
    createdBy: bus.account,
    targets: new Map(),
    state: 'ENABLED',
    pattern,
    description: undefined,
    roleArn: undefined,
    matches: readEventPattern(pattern),
    managedBy: 'prod.vhs.events.aws.internal',
  };
}
