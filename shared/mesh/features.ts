import { digestOf } from '../catalog/hash.ts';

/** SageMaker's types of features. */
export type FeatureType = 'Integral' | 'Fractional' | 'String';

/**
 * What each record has beside the columns that `mesh.yml` names. The first two without underscores, which CloudFormation does not take in
 * the names of the record's identifier and of its event time.
 */
export const ownFeatures = { recordid: 'String', eventtime: 'String', changeid: 'String', part: 'String' } as const satisfies Record<string, FeatureType>;

/** What Feature Store itself adds to records (SageMaker AI developer guide, Feature Store, "Naming rules"). */
export const addedByFeatureStore = ['write_time', 'api_invocation_time', 'is_deleted'] as const;

/** Other columns are another group, since features of a group cannot be taken out or change their type. */
export function featureGroupName(model: string, columns: Readonly<Record<string, string>>): string {
  const definitions = JSON.stringify(Object.entries(columns).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${model.toLowerCase().slice(0, 50)}-${digestOf(model, definitions).slice(0, 8)}`;
}
