import { DescribeTrailsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import type { Check } from '../finding.ts';

const why = {
  central: 'Grants and tags of central are told by CloudTrail alone: without a trail that logs, nobody hears of a new share.',
  consumer: 'Who read which table is told by CloudTrail alone: without a trail that logs, the audit is empty.',
};

function trailCheck(account: 'consumer' | 'central'): Check {
  return {
    title: `CloudTrail in the ${account} account`,
    account,
    findings: async (look) => {
      const { trail } = look[account];
      const { trailList = [] } = await trail.send(new DescribeTrailsCommand({}));
      for (const { TrailARN } of trailList) {
        if ((await trail.send(new GetTrailStatusCommand({ Name: TrailARN }))).IsLogging) return [];
      }
      const [first] = trailList;
      const id = look.mesh[account].account;
      if (first?.Name !== undefined)
        return [{ what: `The trail ${first.Name} of ${id} does not log`, why: why[account], remedy: `aws cloudtrail start-logging --name ${first.TrailARN ?? first.Name}` }];
      return [
        {
          what: `${id} has no trail`,
          why: why[account],
          remedy: 'aws cloudtrail create-trail --name management-events --is-multi-region-trail --s3-bucket-name BUCKET && aws cloudtrail start-logging --name management-events',
        },
      ];
    },
  };
}

export const trails = [trailCheck('central'), trailCheck('consumer')];
