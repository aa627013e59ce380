import { told, type PolicyStatement } from '../statements.ts';

interface Needed {
  readonly actions: RegExp;
  readonly roles?: RegExp;
  readonly resources?: RegExp;
  readonly condition: RegExp;
}

/** What an action may be allowed under only. */
const conditions: readonly Needed[] = [
  { actions: /^iam:PassRole$/, roles: /^pipeline$/, condition: /^StringEquals iam:PassedToService = sagemaker\.amazonaws\.com$/ },
  { actions: /^iam:PassRole$/, roles: /^(?!pipeline$)/, condition: /^StringEquals iam:PassedToService = scheduler\.amazonaws\.com$/ },
  { actions: /^ram:AcceptResourceShareInvitation$/, condition: /^StringEquals ram:ShareOwnerAccountId = [\d, ]+; StringLike ram:ResourceShareName = LakeFormation-\*$/ },
  // What is in a database has no tags: the database in the same request does.
  { actions: /^glue:Delete/, resources: /:database\/rl_/, condition: /^StringEquals aws:ResourceTag\/meshloop = [a-z0-9]+$/ },
  { actions: /^cloudwatch:PutMetricData$/, condition: /^StringLike cloudwatch:namespace = \/aws\/sagemaker\/\*$/ },
  { actions: /^kms:/, condition: /^StringEquals kms:ViaService = s3\.\S+, sqs\.\S+$/ },
  // A GetObject has no prefix: functions list to get a 404 in place of a 403 (S3 API reference, GetObject). Who does not read documents lists one folder.
  { actions: /^s3:ListBucket/, roles: /^reader$/, condition: /^StringLike s3:prefix = queries\/\*$/ },
  { actions: /^s3:ListBucket/, roles: /^feature-reading$/, condition: /^StringLike s3:prefix = features\/\*$/ },
];

/** Roles are passed one at a time. */
const single = /^iam:PassRole$/;

/** A statement has the conditions that fence its actions. */
export function unfenced(statement: PolicyStatement): readonly string[] {
  const { owner, actions, resources, condition } = statement;
  const missing = conditions
    .filter((each) => each.roles?.test(owner) ?? true)
    .filter((each) => each.resources === undefined || resources.some((resource) => each.resources?.test(resource)))
    .flatMap((each) => (each.condition.test(condition) ? [] : actions.filter((action) => each.actions.test(action))))
    .map((action) => told(statement, `${action} lacks its condition`));
  const several = actions.some((action) => single.test(action)) && (resources.length !== 1 || resources.some((resource) => resource.includes('*')));
  return several ? [...missing, told(statement, 'iam:PassRole is for more than one role')] : missing;
}
