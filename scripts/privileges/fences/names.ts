import { told, type PolicyStatement } from '../statements.ts';

/** Patterns that name a kind of thing and none in particular, with the reason. */
const whole: readonly { readonly role: string; readonly statement: string; readonly pattern: RegExp; readonly why: string }[] = [
  { role: 'audit-access', statement: 'ReadAnyQuery', pattern: /:workgroup\/\*$/, why: 'whose query it is, is known when it is read' },
  { role: 'reconcile', statement: 'ListDatabases', pattern: /:database\/\*$/, why: 'a list of databases needs all of them (Service Authorization Reference, GetDatabases)' },
  { role: 'accept-share', statement: 'AcceptShares', pattern: /:resource-share-invitation\/\*$/, why: 'ids of invitations are random; conditions fence them' },
  { role: 'pipeline', statement: 'RecordExperiments', pattern: /:experiment(-trial|-trial-component)?\/\*$/, why: 'SageMaker names them' },
];

/** AWS's own images are in an account of AWS that differs by Region. */
const foreign = /^arn:[^:]+:ecr:[^:]+:\*:repository\/sagemaker-\*$/;
/** Lambda looks for all ids (Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC"). */
const interfaces = /^arn:[^:]+:ec2:[^:]+:[^:*]+:\*\/\*$/;

/** Each resource is of one partition, Region and account, and begins with a name: of a folder, a group, a product. */
export function unnamed(statement: PolicyStatement): readonly string[] {
  return statement.resources.filter((resource) => resource !== '*' && !isNamed(statement, resource)).map((resource) => told(statement, `${resource} names nothing in particular`));
}

function isNamed({ owner, id }: PolicyStatement, resource: string): boolean {
  const arn = resource.replaceAll('${AWS::', '${AWS.');
  if (foreign.test(arn) || (id === 'HaveNetworkInterfaces' && interfaces.test(arn))) return true;
  // A logical id, or what is below it: of the bucket a folder.
  if (/^\$\{\w+(\.Arn)?\}$/.test(resource)) return true;
  if (resource.startsWith('${')) return /^\$\{Bucket\.Arn\}\/[a-z]+\/./.test(resource);
  const parts = /^arn:([^:]+):([^:]+):([^:]*):([^:]+):(.+)$/.exec(arn);
  if (parts === null) return false;
  const [partition = '', , region = '', account = '', thing = ''] = parts.slice(1);
  if ([partition, region, account].some((part) => part.includes('*'))) return false;
  return /^[A-Za-z-]+[/:][^*]/.test(thing) || thing === 'catalog' || whole.some(({ role, statement, pattern }) => role === owner && statement === id && pattern.test(resource));
}
