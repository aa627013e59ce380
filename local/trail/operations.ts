import { AwsError } from '../core/service.ts';
import type { Call, Output } from '../core/service.ts';
import type { Cloud } from '../core/cloud.ts';
import type { DescribeTrailsCommandOutput, GetTrailStatusCommandOutput } from '@aws-sdk/client-cloudtrail';
import type { TrailSwitch } from './index.ts';

/** Every account of the local cloud has this one trail. */
const TRAIL_NAME = 'management-events';

export function trailOperations(cloud: Cloud, trail: TrailSwitch) {
  const arnOf = (call: Call) => `arn:aws:cloudtrail:${cloud.region}:${call.caller.accountId}:trail/${TRAIL_NAME}`;
  const assertKnown = (name: string | undefined, call: Call) => {
    if (name !== TRAIL_NAME && name !== arnOf(call))
      throw new AwsError('TrailNotFoundException', `Unknown trail: ${name ?? ''} for the user: ${call.caller.accountId}`, 404);
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
