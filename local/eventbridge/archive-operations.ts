import type {
  Archive as ArchiveSummary,
  CreateArchiveCommandInput,
  CreateArchiveCommandOutput,
  DeleteArchiveCommandInput,
  DescribeArchiveCommandInput,
  DescribeArchiveCommandOutput,
  ListArchivesCommandInput,
  ListArchivesCommandOutput,
  UpdateArchiveCommandInput,
  UpdateArchiveCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { page } from '../core/pages.ts';
import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import type { Archives } from './archives.ts';
import type { Buses } from './buses.ts';
import { readEventPattern } from './event-pattern.ts';
import { archiveRule, archiveRuleName } from './archive-rule.ts';
import type { Archive } from './model.ts';
import { accountOf, assertOneFilter, validation } from './names.ts';

export function archiveOperations(archives: Archives, buses: Buses) {
  return {
    CreateArchive(input: CreateArchiveCommandInput, { cloud, caller, region }: Call): Output<CreateArchiveCommandOutput> {
      const name = input.ArchiveName ?? '';
      if (!/^[.\-_A-Za-z0-9]{1,48}$/.test(name)) throw validation(`Archive name ${name} is not valid.`);
      const arn = archiveArn(name, caller.accountId, region);
      if (archives.all.has(arn)) throw new AwsError('ResourceAlreadyExistsException', `Archive ${name} already exists.`);
      const bus = buses.own(input.EventSourceArn, caller.accountId);
      const archive: Archive = {
        name,
        arn,
        busArn: bus.arn,
        createdAt: cloud.clock.now(),
        description: input.Description,
        pattern: input.EventPattern,
        matches: matcherOf(input.EventPattern),
        retentionDays: input.RetentionDays ?? 0,
        events: [],
      };
      archives.all.set(arn, archive);
      bus.rules.set(archiveRuleName(name), archiveRule(archive, bus, region));
      return { ArchiveArn: arn, State: 'ENABLED', CreationTime: new Date(archive.createdAt) };
    },

    UpdateArchive(input: UpdateArchiveCommandInput, call: Call): Output<UpdateArchiveCommandOutput> {
      const archive = ownArchive(archives, input.ArchiveName, call);
      archive.description = input.Description ?? archive.description;
      archive.retentionDays = input.RetentionDays ?? archive.retentionDays;
      if (input.EventPattern !== undefined) {
        archive.pattern = input.EventPattern;
        archive.matches = matcherOf(input.EventPattern);
        const bus = buses.find(archive.busArn);
        bus?.rules.set(archiveRuleName(archive.name), archiveRule(archive, bus, call.region));
      }
      return { ArchiveArn: archive.arn, State: 'ENABLED', CreationTime: new Date(archive.createdAt) };
    },

    DescribeArchive(input: DescribeArchiveCommandInput, call: Call): Output<DescribeArchiveCommandOutput> {
      const archive = ownArchive(archives, input.ArchiveName, call);
      return { ArchiveArn: archive.arn, Description: archive.description, EventPattern: archive.pattern, ...summary(archive) };
    },

    ListArchives(input: ListArchivesCommandInput, { caller }: Call): Output<ListArchivesCommandOutput> {
      assertOneFilter('ListArchives', [input.State, input.EventSourceArn, input.NamePrefix]);
      const found = [...archives.all.values()].filter(
        ({ arn, name, busArn }) =>
          accountOf(arn) === caller.accountId &&
          name.startsWith(input.NamePrefix ?? '') &&
          // Archives come to be at once, so there is no other state.
          (input.State === undefined || input.State === 'ENABLED') &&
          (input.EventSourceArn === undefined || busArn === input.EventSourceArn),
      );
      const { items, nextToken } = page(found, input.NextToken, input.Limit ?? 100, 'ValidationException');
      return { Archives: items.map(summary), NextToken: nextToken };
    },

    DeleteArchive(input: DeleteArchiveCommandInput, call: Call) {
      const archive = ownArchive(archives, input.ArchiveName, call);
      archives.all.delete(archive.arn);
      buses.find(archive.busArn)?.rules.delete(archiveRuleName(archive.name));
      return {};
    },
  };
}

export function archiveArn(name: string, account: string, region: string): string {
  return `arn:aws:events:${region}:${account}:archive/${name}`;
}

function ownArchive(archives: Archives, name: string | undefined, { caller, region }: Call): Archive {
  const archive = archives.all.get(archiveArn(name ?? '', caller.accountId, region));
  if (archive === undefined) throw new AwsError('ResourceNotFoundException', `Archive ${String(name)} does not exist.`);
  return archive;
}

function matcherOf(pattern: string | undefined): Archive['matches'] {
  return pattern === undefined ? () => true : readEventPattern(pattern);
}

function summary(archive: Archive): ArchiveSummary {
  return {
    ArchiveName: archive.name,
    EventSourceArn: archive.busArn,
    State: 'ENABLED',
    RetentionDays: archive.retentionDays,
    EventCount: archive.events.length,
    SizeBytes: archive.events.reduce((sum, { event }) => sum + JSON.stringify(event).length, 0),
    CreationTime: new Date(archive.createdAt),
  };
}
