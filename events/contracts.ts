import type { Contract } from './contract.ts';
import { alarmContributorStateChange, alarmStateChange } from './aws/alarm-state-change.ts';
import { athenaQueryStateChange } from './aws/athena-query-state-change.ts';
import { assetSchemaChanged, newAssetVersionAvailable, subscriptionGrantCompleted } from './aws/datazone-asset.ts';
import { glueCrawlerStateChange } from './aws/glue-crawler-state-change.ts';
import { glueDatabaseStateChange } from './aws/glue-database-state-change.ts';
import { glueTableStateChange } from './aws/glue-table-state-change.ts';
import { lakeFormationCall } from './aws/lake-formation-call.ts';
import { modelPackageStateChange } from './aws/model-package-state-change.ts';
import { pipelineExecutionStatusChange } from './aws/pipeline-execution-status-change.ts';
import { pipelineStepStatusChange } from './aws/pipeline-step-status-change.ts';
import { processingJobStateChange } from './aws/processing-job-state-change.ts';
import { ramSharingStateChange } from './aws/ram-sharing-state-change.ts';
import { stackStatusChange } from './aws/stack-status-change.ts';
import { accessGranted } from './mesh/access-granted.ts';
import { catalogRefreshed } from './mesh/catalog-refreshed.ts';
import { dataAged } from './mesh/data-aged.ts';
import { dataProductChanged } from './mesh/data-product-changed.ts';
import { dataProductLinked } from './mesh/data-product-linked.ts';
import { dataProductSettled } from './mesh/data-product-settled.ts';
import { dataProfiled } from './mesh/data-profiled.ts';
import { deadlineReached } from './mesh/deadline-reached.ts';
import { driftChecked } from './mesh/drift-checked.ts';
import { reconcileRequested } from './mesh/reconcile-requested.ts';
import { removalHeld } from './mesh/removal-held.ts';
import { retrainingFinished, retrainingHeld, retrainingOrdered, retrainingRequested, retrainingStarted } from './mesh/retraining.ts';
import { shareBlocked } from './mesh/share-blocked.ts';
import { syncFailed } from './mesh/sync-failed.ts';

/** Events that AWS sends. Functions import single contracts, so that their bundles stay small. */
export const awsContracts: readonly Contract[] = [
  glueDatabaseStateChange,
  glueTableStateChange,
  glueCrawlerStateChange,
  lakeFormationCall,
  ramSharingStateChange,
  subscriptionGrantCompleted,
  assetSchemaChanged,
  newAssetVersionAvailable,
  stackStatusChange,
  athenaQueryStateChange,
  pipelineExecutionStatusChange,
  pipelineStepStatusChange,
  modelPackageStateChange,
  processingJobStateChange,
  alarmStateChange,
  alarmContributorStateChange,
];

/** Our own events, in the order of the flow. */
export const meshContracts: readonly Contract[] = [
  dataProductChanged,
  dataProductLinked,
  accessGranted,
  dataProductSettled,
  catalogRefreshed,
  dataAged,
  dataProfiled,
  driftChecked,
  retrainingOrdered,
  retrainingRequested,
  retrainingHeld,
  retrainingStarted,
  retrainingFinished,
  deadlineReached,
  reconcileRequested,
  removalHeld,
  shareBlocked,
  syncFailed,
];
