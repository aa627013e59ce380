import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import type { Cloud } from '../core/cloud.ts';
import type { DescribeTrailsCommandOutput, GetTrailStatusCommandOutput } from '@aws-sdk/client-cloudtrail';
import type { TrailSwitch } from './index.ts';

/** Every account of the local cloud has this one trail. */
const TRAIL_NAME = 'management-events';

/** Three to 128 characters, or an ARN (CloudTrail API reference, GetTrailStatus: InvalidTrailNameException). */
function assertTrailName(name: string): void {
  const refuse = (why: string) => new AwsError('InvalidTrailNameException', why);
  if (name.startsWith('arn:')) return;
  if (name.length < 3) throw refuse('Trail name too short. Minimum allowed length: 3 characters. Specified name length: ' + `${name.length} characters.`);
  if (name.length > 128) throw refuse(`Trail name too long. Maximum allowed length: 128 characters. Specified name length: ${name.length} characters.`);
  if (!/^[A-Za-z0-9]/.test(name)) throw refuse('Trail name must starts with a letter or number.');
  if (!/[A-Za-z0-9]$/.test(name)) throw refuse('Trail name must ends with a letter or number.');
  if (!/^[A-Za-z0-9._-]+$/.test(name)) throw refuse('Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).');
}

export function trailOperations(cloud: Cloud, trail: TrailSwitch) {
  const arnOf = (call: Call) => `arn:aws:cloudtrail:${cloud.region}:${call.caller.accountId}:trail/${TRAIL_NAME}`;
  const assertKnown = (name: string | undefined, call: Call) => {
    assertTrailName(name ?? '');
    if (name !== TRAIL_NAME && name !== arnOf(call))
      throw new AwsError('TrailNotFoundException', `Unknown trail: ${name?.startsWith('arn:') ? name : arnOf(call).replace(TRAIL_NAME, name ?? '')} for the user: ${call.caller.accountId}`, 404);
  };
  return {
    DescribeTrails: (_input: object, call: Call): Output<DescribeTrailsCommandOutput> => ({
      trailList: [
        {
          Name: TRAIL_NAME,
          TrailARN: arnOf(call),
          HomeRegion: cloud.region,
          IsMultiRegionTrail: true,
          IncludeGlobalServiceEvents: true,
          IsOrganizationTrail: false,
          LogFileValidationEnabled: false,
          HasCustomEventSelectors: false,
          HasInsightSelectors: false,
        },
      ],
    }),
    GetTrailStatus: (input: { Name?: string }, call: Call): Output<GetTrailStatusCommandOutput> => {
      assertKnown(input.Name, call);
      return { IsLogging: trail.isLogging(call.caller.accountId) };
    },
    StartLogging: (input: { Name?: string }, call: Call): object => {
      assertKnown(input.Name, call);
      trail.setLogging(call.caller.accountId, true);
      return {};
    },
    StopLogging: (input: { Name?: string }, call: Call): object => {
      assertKnown(input.Name, call);
      trail.setLogging(call.caller.accountId, false);
      return {};
    },
  };
}
