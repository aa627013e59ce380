import type {
  BatchGetRecordCommandInput,
  BatchGetRecordCommandOutput,
  DeleteRecordCommandInput,
  FeatureValue,
  GetRecordCommandInput,
  GetRecordCommandOutput,
  PutRecordCommandInput,
} from '@aws-sdk/client-sagemaker-featurestore-runtime';
import type { Service } from '../../core/service.ts';
import { AwsError, type Call, type Output } from '../../core/service.ts';
import type { FeatureGroup, FeatureGroups } from './groups.ts';
import type { OfflineStore } from './offline-store.ts';
import { invalid, readRecord, readTime, type PutValues } from './record.ts';

/** Amazon SageMaker Feature Store Runtime. */
export function featureStoreRuntime(groups: FeatureGroups, offline: OfflineStore): Service {
  const get = ({ caller }: Call, name: string | undefined): FeatureGroup => {
    const group = groups.find(caller.accountId, name);
    if (group === undefined) throw invalid(`Feature Group '${groups.arn(caller.accountId, name)}' does not exist.`);
    return group;
  };
  const write = (call: Call, group: FeatureGroup, put: PutValues, stores: readonly string[], isDeleted: boolean): void => {
    const before = group.online?.get(put.identifier);
    // An older record is history: only the offline store has it.
    if (stores.includes('OnlineStore') && (before === undefined || put.eventTime > before.eventTime)) group.online?.set(put.identifier, { ...put, isDeleted });
    if (stores.includes('OfflineStore')) offline.add(group, { ...put, isDeleted, invokedAt: call.cloud.clock.now() });
  };
  const operations = {
    PutRecord(input: PutRecordCommandInput, call: Call): void {
      const group = get(call, input.FeatureGroupName);
      if (input.TtlDuration !== undefined) throw invalid('The local cloud lets no record expire: TtlDuration is not served.');
      write(call, group, readRecord(group, input.Record ?? []), storesOf(group, input.TargetStores), false);
    },

    GetRecord(input: GetRecordCommandInput, call: Call): Output<GetRecordCommandOutput> {
      const group = groups.find(call.caller.accountId, input.FeatureGroupName);
      if (group === undefined) throw new AwsError('ResourceNotFound', `Feature Group '${groups.arn(call.caller.accountId, input.FeatureGroupName)}' does not exist.`, 404);
      return { Record: latest(group, input.RecordIdentifierValueAsString ?? '', input.FeatureNames) };
    },

    BatchGetRecord(input: BatchGetRecordCommandInput, call: Call): Output<BatchGetRecordCommandOutput> {
      const Records = (input.Identifiers ?? []).flatMap(({ FeatureGroupName, RecordIdentifiersValueAsString = [], FeatureNames }) => {
        const group = get(call, FeatureGroupName);
        return RecordIdentifiersValueAsString.flatMap((identifier) => {
          const Record = latest(group, identifier, FeatureNames);
          return Record === undefined ? [] : [{ FeatureGroupName, RecordIdentifierValueAsString: identifier, Record }];
        });
      });
      return { Records, Errors: [], UnprocessedIdentifiers: [] };
    },

    /** A new record that says so; a hard deletion also forgets the identifier online. */
    DeleteRecord(input: DeleteRecordCommandInput, call: Call): void {
      const group = get(call, input.FeatureGroupName);
      const { RecordIdentifierFeatureName, EventTimeFeatureName } = group.request;
      const { RecordIdentifierValueAsString: identifier = '', EventTime = '' } = input;
      const values = new Map([[RecordIdentifierFeatureName, identifier], [EventTimeFeatureName, EventTime]]);
      write(call, group, { values, identifier, eventTime: readTime(group, EventTime) }, storesOf(group, input.TargetStores), true);
      if (input.DeletionMode === 'HardDelete') group.online?.delete(identifier);
    },
  };
  const onGroup =
    (action: string) =>
    (input: { FeatureGroupName?: string }, { caller }: Call) => [{ action: `sagemaker:${action}`, resources: [groups.arn(caller.accountId, input.FeatureGroupName)] }];
  return {
    id: 'sagemaker-featurestore-runtime',
    iamPrefix: 'sagemaker',
    operations,
    authorize: {
      PutRecord: onGroup('PutRecord'),
      GetRecord: onGroup('GetRecord'),
      DeleteRecord: onGroup('DeleteRecord'),
      BatchGetRecord: ({ Identifiers = [] }: BatchGetRecordCommandInput, { caller }: Call) => [
        { action: 'sagemaker:BatchGetRecord', resources: Identifiers.map(({ FeatureGroupName }) => groups.arn(caller.accountId, FeatureGroupName)) },
      ],
    },
  };
}

function storesOf(group: FeatureGroup, asked: readonly string[] | undefined): readonly string[] {
  const there = [...(group.online ? ['OnlineStore'] : []), ...(group.outputUri === undefined ? [] : ['OfflineStore'])];
  const missing = asked?.find((store) => !there.includes(store));
  if (missing !== undefined) throw invalid(`The FeatureGroup ${group.name} has no ${missing}.`);
  return asked ?? there;
}

function latest(group: FeatureGroup, identifier: string, names: readonly string[] | undefined): FeatureValue[] | undefined {
  if (group.online === undefined) throw invalid(`The FeatureGroup ${group.name} has no OnlineStore.`);
  const unknown = names?.find((name) => !group.types.has(name));
  if (unknown !== undefined) throw invalid(`FeatureName [${unknown}] is not defined in the FeatureGroup ${group.name}.`);
  const record = group.online.get(identifier);
  if (record === undefined || record.isDeleted) return undefined;
  return [...record.values].filter(([name]) => names?.includes(name) ?? true).map(([FeatureName, ValueAsString]) => ({ FeatureName, ValueAsString }));
}
