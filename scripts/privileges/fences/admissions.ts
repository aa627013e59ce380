import type { Policies } from '../deployed.ts';
import { exampleAccount } from '../optional.ts';
import { told, type PolicyStatement } from '../statements.ts';
import { ofQueue } from './queues.ts';

interface Admission {
  readonly id: RegExp;
  readonly effect?: 'Deny';
  readonly principals: RegExp;
  readonly actions: string;
  readonly condition: RegExp;
}

/** Whom the policies of buses, topic, buckets and keys may admit, and to what. Queues have the rules that end in them. */
export function admissions(policies: Policies): readonly string[] {
  const own = policies.statements.filter(({ policy }) => policy === 'resource');
  const queues = own.filter(({ owner }) => owner.endsWith('Queue'));
  const others = own.filter((statement) => !queues.includes(statement) && !expected(policies, statement).some((each) => fits(statement, each)));
  return [...others.map(tooMany), ...queues.flatMap((queue) => ofQueue(policies, queue))];
}

function tooMany(statement: PolicyStatement): string {
  const { principals, actions, condition } = statement;
  return told(statement, `admits ${principals.join(', ')} to ${actions.join(', ')}${condition === '' ? ' without a condition' : ` where ${condition}`}`);
}

function fits({ id, effect, principals, actions, condition }: PolicyStatement, expectation: Admission): boolean {
  return (
    expectation.id.test(id) &&
    effect === (expectation.effect ?? 'Allow') &&
    principals.length > 0 &&
    principals.every((principal) => expectation.principals.test(principal)) &&
    actions.join() === expectation.actions &&
    expectation.condition.test(condition)
  );
}

const root = (account: string) => new RegExp(`^arn:(\\$\\{AWS::Partition\\}|aws[\\w-]*):iam::${account}:root$`);
/** A pair of source and detail-types, neither of them a pattern; never ours from another account, never AWS's from our own. */
const forwarded = (source: string) => new RegExp(`^StringEquals events:source = ${source}; StringEquals events:detail-type = [^*;]+$`);

function expected({ mesh }: Policies, { owner, option }: PolicyStatement): readonly Admission[] {
  const models = mesh.subscriptions.flatMap((subscription) => subscription.models);
  const accounts = [...models.flatMap(({ productionAccounts }) => productionAccounts), option === undefined ? 'none' : exampleAccount];
  const production = new RegExp(`^arn:aws[\\w-]*:iam::(${accounts.join('|')}):root$`);
  const tlsOnly: Admission = { id: /^(TlsOnly)?$/, effect: 'Deny', principals: /^\*$/, actions: 's3:*', condition: /^Bool aws:SecureTransport = false$/ };
  switch (owner) {
    case 'MeshBus':
      return [{ id: /^central-/, principals: root(mesh.central.account), actions: 'events:PutEvents', condition: forwarded('aws\\.[a-z]+') }];
    case 'ModelsBus':
      return [{ id: /^consumer-meshloop$/, principals: root(mesh.consumer.account), actions: 'events:PutEvents', condition: forwarded('meshloop') }];
    case 'ServerlessDeploymentBucket':
      return [tlsOnly];
    case 'Bucket':
      return [tlsOnly, { id: /^Production/, principals: production, actions: 's3:GetObject', condition: /^$/ }];
    case 'AlarmTopic':
      return [
        {
          id: /^Alarms$/, principals: /^cloudwatch\.amazonaws\.com$/, actions: 'sns:Publish',
          condition: /^StringEquals aws:SourceAccount = \$\{AWS::AccountId\}; ArnLike aws:SourceArn = arn:\$\{AWS::Partition\}:cloudwatch:\$\{AWS::Region\}:\$\{AWS::AccountId\}:alarm:meshloop-[a-z0-9]+-\*$/,
        },
      ];
    case 'Key':
    case 'Key of central':
      return [
        { id: /^Account$/, principals: /^arn:\$\{AWS::Partition\}:iam::\$\{AWS::AccountId\}:root$/, actions: 'kms:*', condition: /^$/ },
        { id: /^EventBridgeToQueues$/, principals: /^events\.amazonaws\.com$/, actions: 'kms:Decrypt,kms:GenerateDataKey', condition: /^$/ },
        { id: /^AlarmsToTopic$/, principals: /^cloudwatch\.amazonaws\.com$/, actions: 'kms:Decrypt,kms:GenerateDataKey*', condition: /^StringEquals aws:SourceAccount = \$\{AWS::AccountId\}$/ },
        {
          id: /^Logs$/, principals: /^logs\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}$/, actions: 'kms:Encrypt*,kms:Decrypt*,kms:ReEncrypt*,kms:GenerateDataKey*,kms:Describe*',
          condition: /^ArnLike kms:EncryptionContext:aws:logs:arn = arn:\$\{AWS::Partition\}:logs:\$\{AWS::Region\}:\$\{AWS::AccountId\}:log-group:\/aws\/lambda\/meshloop-\*$/,
        },
      ];
    default:
      return owner.startsWith('ModelPackageGroup')
        ? [
            { id: /^ReadGroup$/, principals: production, actions: 'sagemaker:DescribeModelPackageGroup', condition: /^$/ },
            { id: /^ReadPackages$/, principals: production, actions: 'sagemaker:DescribeModelPackage,sagemaker:ListModelPackages', condition: /^$/ },
          ]
        : [];
  }
}
