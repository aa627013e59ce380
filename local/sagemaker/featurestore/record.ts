import type { FeatureValue } from '@aws-sdk/client-sagemaker-featurestore-runtime';
import { AwsError } from '../../core/service.ts';
import type { FeatureGroup } from './groups.ts';

/** SageMaker AI developer guide, "Quotas, naming rules and data types" of Feature Store. */
const LARGEST_RECORD = 350 * 1024;
const LARGEST_IDENTIFIER = 2 * 1024;

/** Values by feature, as they were put. Times are milliseconds since the epoch. */
export interface PutValues {
  readonly values: ReadonlyMap<string, string>;
  readonly identifier: string;
  readonly eventTime: number;
}

export interface OnlineRecord extends PutValues {
  readonly isDeleted: boolean;
}

/** A record on its way to S3. */
export interface OfflineRecord extends PutValues {
  readonly isDeleted: boolean;
  readonly invokedAt: number;
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', `Validation Error: ${message}`);
}

/** Checks a record against its group. Throws ValidationError. */
export function readRecord(group: FeatureGroup, record: readonly FeatureValue[]): PutValues {
  const values = new Map<string, string>();
  for (const { FeatureName = '', ValueAsString, ValueAsStringList } of record) {
    const type = group.types.get(FeatureName);
    if (type === undefined) throw invalid(`FeatureName [${FeatureName}] is not defined in the FeatureGroup ${group.name}.`);
    if (values.has(FeatureName)) throw invalid(`FeatureName [${FeatureName}] is given more than once.`);
    if (ValueAsStringList !== undefined || ValueAsString === undefined) throw invalid(`FeatureName [${FeatureName}] needs ValueAsString.`);
    if (!fits(type, ValueAsString)) throw invalid(`The value of FeatureName [${FeatureName}] is not of type ${type}.`);
    values.set(FeatureName, ValueAsString);
  }
  const { RecordIdentifierFeatureName: id, EventTimeFeatureName: at } = group.request;
  const [identifier, time] = [values.get(id), values.get(at)];
  if (identifier === undefined || identifier === '') throw invalid(`The record has no value for the RecordIdentifierFeatureName [${id}].`);
  if (time === undefined) throw invalid(`The record has no value for the EventTimeFeatureName [${at}].`);
  if (Buffer.byteLength(identifier) > LARGEST_IDENTIFIER) throw invalid('The record identifier is larger than 2 KB.');
  const size = [...values].reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (size > LARGEST_RECORD) throw invalid('The record is larger than 350 KB.');
  return { values, identifier, eventTime: readTime(group, time) };
}

/** SageMaker API reference, CreateFeatureGroup, EventTimeFeatureName: seconds since the epoch, or ISO 8601 in these two forms. */
export function readTime({ types, request }: FeatureGroup, text: string): number {
  const isNumber = types.get(request.EventTimeFeatureName) === 'Fractional';
  const time = isNumber ? Number(text) * 1000 : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw invalid(`The EventTime [${text}] has none of the formats yyyy-MM-dd'T'HH:mm:ssZ and yyyy-MM-dd'T'HH:mm:ss.SSSZ.`);
  return time;
}

function fits(type: string, value: string): boolean {
  if (type === 'Integral') return /^[+-]?\d{1,19}$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value);
  return type === 'String' || (value.trim() !== '' && Number.isFinite(Number(value)));
}
