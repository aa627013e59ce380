/** The parameters that start-retraining gives to every run: every pipeline declares them, and `mesh.yml` cannot set them. */
export const runParameterNames = [
  'LinkDatabase',
  'Table',
  'ChangeId',
  'Product',
  'ProfileStatisticsUri',
  'ProfileConstraintsUri',
  'ProfileDigest',
  'Verdict',
  'Reason',
  'Bucket',
  'ModelPackageGroupName',
] as const;

/** The parameter that meshloop gives where `mesh.yml` asks for features: a pipeline whose models keep them declares it. */
export const featureGroupParameter = 'FeatureGroup';
