import type { PrivilegeBug } from './bug.ts';

const loop = { file: 'test/loop/loop.test.ts' };
const crawler = { file: 'test/functions/crawler.test.ts' };
const dashboard = { file: 'test/dashboard/dashboard.test.ts' };

/** From each role something that it needs: a scenario is refused it, or a service of AWS would be. */
export const taken: readonly PrivilegeBug[] = [
  takes('accept-share', 'AcceptShares', 'ram:AcceptResourceShareInvitation', { file: 'test/pitfalls/shares.test.ts', test: 'both are accepted, once each' }),
  takes('audit-access', 'ReadAnyQuery', 'athena:GetQueryExecution', { file: 'test/audit/audit-access.test.ts' }),
  takes('check-drift', 'PointToNewest', 's3:PutObject', loop),
  takes('collect-profile', 'ReadQueryResults', 's3:GetObject', loop),
  takes('confirm-access', 'Unschedule', 'scheduler:DeleteSchedule', loop),
  takes('confirm-refresh', 'ReadCrawl', 'glue:GetCrawler', crawler),
  takes('feature-reading', 'ListFeatures', 's3:ListBucket'),
  takes('feature-store', 'WriteFeatures', 's3:PutObjectAcl'),
  takes('finish-retraining', 'Publish', 'events:PutEvents', loop),
  takes('forward', 'Forward', 'events:PutEvents', loop),
  takes('grant-access', 'Grant', 'lakeformation:BatchGrantPermissions', loop),
  takes('link-product', 'MakeLinks', 'glue:TagResource', loop),
  takes('notice-asset', 'Publish', 'events:PutEvents', { file: 'test/functions/datazone.test.ts', test: 'a grant that is completed starts the loop' }),
  takes('notice-change', 'PassScheduler', 'iam:PassRole', loop),
  takes('pipeline', 'AddPackages', 'sagemaker:CreateModelPackage', loop),
  takes('pipeline', 'PullImages', 'ecr:BatchGetImage'),
  takes('profile-data', 'Profiles', 's3:PutObject', loop),
  takes('publish-code', 'PublishCode', 's3:PutObject', loop),
  takes('reader', 'Query', 'athena:StartQueryExecution', loop),
  takes('reconcile', 'ListDatabases', 'glue:GetDatabases', loop),
  takes('refresh-catalog', 'Publish', 'events:PutEvents', loop),
  takes('review-model', 'ReadAlarms', 'cloudwatch:DescribeAlarms', { file: 'test/functions/retraining.deep.ts', test: 'pitfall 29' }),
  takes('scheduler', 'Publish', 'events:PutEvents', loop),
  takes('show-products', 'ListModels', 'sagemaker:ListModelPackages', dashboard),
  takes('start-retraining', 'StartPipelines', 'sagemaker:StartPipelineExecution', loop),
  takes('tell-central', 'TellCentral', 'events:PutEvents', { file: 'test/functions/retraining.deep.ts', test: 'reaches central’s own bus' }),
];

function takes(owner: string, statement: string, action: string, scenario?: PrivilegeBug['scenario']): PrivilegeBug {
  return {
    name: `${owner}-without-${action.split(':')[1]?.replaceAll(/(?<!^)(?=[A-Z])/g, '-').toLowerCase() ?? action}`,
    says: `${owner} may not ${action} (${statement}).`,
    policy: 'identity',
    owner,
    statement,
    change: ({ Action, ...rest }) => {
      const left = [Action].flat().filter((each) => each !== action);
      return left.length === 0 ? undefined : { ...rest, Action: left };
    },
    told: `${owner}: ${action} `,
    ...(scenario && { scenario }),
  };
}
