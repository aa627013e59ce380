import { AwsError } from '../service.ts';

/** The refusal of items of a list where the service has its own words, not those of AWS's validators. */
export function ownRefusal(service: string, shape: string, broken: readonly unknown[]): AwsError | undefined {
  // Observed of GrantPermissions (boto3 issue 2894).
  if (service === 'lakeformation' && shape === 'Permission')
    return new AwsError(
      'InvalidInputException',
      `Please grant only valid Lake Formation permissions. [${broken.map(String).join(', ')}] are not all valid Lake Formation permissions.`,
    );
  return undefined;
}
