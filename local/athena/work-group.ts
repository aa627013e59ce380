import type {
  ResultConfiguration,
  ResultConfigurationUpdates,
  WorkGroup,
  WorkGroupConfiguration,
  WorkGroupConfigurationUpdates,
} from '@aws-sdk/client-athena';
import { invalidRequest } from './refusals.ts';

/** Exists in every account (Athena user guide, "Considerations and limitations for workgroups"). */
export const PRIMARY = 'primary';

/** Amazon Athena API reference, WorkGroupConfiguration. */
const SMALLEST_CUTOFF = 10_000_000;

export const ENGINE_VERSION = { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' };

export interface Group {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly description: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly configuration: WorkGroupConfiguration;
}

/** A new group enforces its settings unless it is told not to; `primary` does not. */
export function newGroup(
  name: string,
  created: number,
  description: string,
  configuration: WorkGroupConfiguration,
  enforces: boolean,
): Group {
  assertConfiguration(configuration);
  return {
    name,
    created,
    description,
    state: 'ENABLED',
    configuration: {
      EnforceWorkGroupConfiguration: enforces,
      PublishCloudWatchMetricsEnabled: true,
      RequesterPaysEnabled: false,
      ...configuration,
      EngineVersion: ENGINE_VERSION,
    },
  };
}

export function updated(
  group: Group,
  changes: { updates?: WorkGroupConfigurationUpdates | undefined; description?: string | undefined; state?: string | undefined },
): Group {
  const configuration = changes.updates ? updatedConfiguration(group.configuration, changes.updates) : group.configuration;
  assertConfiguration(configuration);
  return {
    ...group,
    configuration,
    description: changes.description ?? group.description,
    state: changes.state === 'DISABLED' ? 'DISABLED' : changes.state === 'ENABLED' ? 'ENABLED' : group.state,
  };
}

function updatedConfiguration(before: WorkGroupConfiguration, updates: WorkGroupConfigurationUpdates): WorkGroupConfiguration {
  const {
    ResultConfigurationUpdates: results,
    RemoveBytesScannedCutoffPerQuery: unlimited,
    RemoveCustomerContentEncryptionConfiguration: _plain,
    ...rest
  } = updates;
  const after: WorkGroupConfiguration = { ...before, ...rest, EngineVersion: ENGINE_VERSION };
  if (results) after.ResultConfiguration = updatedResults(before.ResultConfiguration ?? {}, results);
  if (unlimited) delete after.BytesScannedCutoffPerQuery;
  return after;
}

function updatedResults(before: ResultConfiguration, updates: ResultConfigurationUpdates): ResultConfiguration {
  const after: ResultConfiguration = { ...before };
  if (updates.OutputLocation !== undefined) after.OutputLocation = updates.OutputLocation;
  if (updates.EncryptionConfiguration) after.EncryptionConfiguration = updates.EncryptionConfiguration;
  if (updates.ExpectedBucketOwner !== undefined) after.ExpectedBucketOwner = updates.ExpectedBucketOwner;
  if (updates.RemoveOutputLocation) delete after.OutputLocation;
  if (updates.RemoveEncryptionConfiguration) delete after.EncryptionConfiguration;
  if (updates.RemoveExpectedBucketOwner) delete after.ExpectedBucketOwner;
  return after;
}

export function describeGroup(group: Group): WorkGroup {
  return {
    Name: group.name,
    State: group.state,
    Configuration: group.configuration,
    ...(group.description === '' ? {} : { Description: group.description }),
    CreationTime: new Date(group.created),
  };
}

/**
 * Where a query's results go: the group's place alone when it enforces its settings, otherwise the query's own and the group's
 * as a default (Athena user guide, "Override client-side settings").
 */
export function resultLocation(group: Group, asked: string | undefined): string | undefined {
  const own = group.configuration.ResultConfiguration?.OutputLocation;
  return group.configuration.EnforceWorkGroupConfiguration ? own : (asked ?? own);
}

function assertConfiguration(configuration: WorkGroupConfiguration): void {
  const cutoff = configuration.BytesScannedCutoffPerQuery;
  if (cutoff !== undefined && cutoff < SMALLEST_CUTOFF) {
    throw invalidRequest(`BytesScannedCutoffPerQuery must be at least ${SMALLEST_CUTOFF}`);
  }
  const location = configuration.ResultConfiguration?.OutputLocation;
  if (location !== undefined && !/^s3:\/\/[^/]+/.test(location)) throw invalidRequest('outputLocation is not a valid S3 path.');
}
