import { cloudTrailCall } from './cloudtrail-call.ts';

/** A call to Lake Formation. Lake Formation has no events of its own (EventBridge reference, "AWS Lake Formation events"). */
export const lakeFormationCall = cloudTrailCall('lake-formation-call', 'aws.lakeformation');

/** The calls after which a product may be visible, hidden or readable in another way. */
export const sharingCalls = [
  'GrantPermissions',
  'BatchGrantPermissions',
  'RevokePermissions',
  'BatchRevokePermissions',
  'AddLFTagsToResource',
  'RemoveLFTagsFromResource',
] as const;
