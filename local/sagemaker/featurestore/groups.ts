import type { CreateFeatureGroupCommandInput } from '@aws-sdk/client-sagemaker';
import type { OfflineRecord, OnlineRecord } from './record.ts';

export interface FeatureGroup {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly createdAt: number;
  readonly request: CreateFeatureGroupCommandInput & { readonly RecordIdentifierFeatureName: string; readonly EventTimeFeatureName: string };
  /** `Integral`, `Fractional` or `String`, by feature. */
  readonly types: ReadonlyMap<string, string>;
  /** Where files are written; undefined without an offline store. */
  readonly outputUri: string | undefined;
  /** Latest records by identifier; undefined without an online store. */
  readonly online: Map<string, OnlineRecord> | undefined;
  /** Not written to S3 yet. */
  readonly buffer: OfflineRecord[];
  /** Why the offline store cannot be written. */
  failure: string | undefined;
}

/** Feature groups of all accounts. */
export class FeatureGroups {
  readonly #groups = new Map<string, FeatureGroup>();
  readonly #region: string;

  constructor(region: string) {
    this.#region = region;
  }

  /** Names are told apart without regard to case; ARNs have lower case. */
  arn(account: string, nameOrArn: string | undefined): string {
    if (nameOrArn?.startsWith('arn:')) return nameOrArn;
    return `arn:aws:sagemaker:${this.#region}:${account}:feature-group/${(nameOrArn ?? '').toLowerCase()}`;
  }

  find(account: string, nameOrArn: string | undefined): FeatureGroup | undefined {
    const group = this.#groups.get(this.arn(account, nameOrArn));
    return group?.account === account ? group : undefined;
  }

  add(group: FeatureGroup): void {
    this.#groups.set(group.arn, group);
  }

  delete(group: FeatureGroup): void {
    this.#groups.delete(group.arn);
  }
}
