import * as z from 'zod/mini';
import type { Template } from '../../local/cloudformation/index.ts';

/** One statement of a policy in a template, in words that a reader understands. */
export interface PolicyStatement {
  /** `identity`: what a role may do. `trust`: who may take a role's place. `resource`: who may do something to a resource. */
  readonly policy: 'identity' | 'trust' | 'resource';
  /** The role without the stage's prefix, or the logical id of the resource. */
  readonly owner: string;
  readonly id: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** Patterns as in the template, with its variables. None in a trust policy. */
  readonly resources: readonly string[];
  /** Who is admitted: services, accounts, roles. None in a role's own policies. */
  readonly principals: readonly string[];
  /** `operator key = values`, in words of IAM; empty without one. */
  readonly condition: string;
  /** The setting of mesh.yml that adds it; undefined where it is always there. */
  readonly option?: string;
}

type Resources = Template['Resources'];

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const statement = z.looseObject({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: z.optional(z.unknown()),
  Principal: z.optional(z.unknown()),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
});
const document = z.looseObject({ Statement: z.array(statement) });
const ownPolicies = z.array(z.looseObject({ PolicyDocument: document }));

/** All statements of the policies in a template: of roles, queues, buses, topics and buckets. */
export function statementsOf(resources: Resources): readonly PolicyStatement[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties = {} }]): readonly PolicyStatement[] => {
    switch (Type) {
      case 'AWS::IAM::Role': {
        const owner = roleName(Properties['RoleName']);
        const own = ownPolicies.parse(Properties['Policies'] ?? []).flatMap(({ PolicyDocument }) => read('identity', owner, PolicyDocument));
        return [...read('trust', owner, document.parse(Properties['AssumeRolePolicyDocument'])), ...own];
      }
      case 'AWS::IAM::RolePolicy':
        return read('identity', kebab(ownerOf(Properties['RoleName'], 'Role')), document.parse(Properties['PolicyDocument']));
      case 'AWS::SQS::QueuePolicy':
      case 'AWS::SNS::TopicPolicy':
      case 'AWS::S3::BucketPolicy':
      case 'AWS::KMS::Key':
        return read('resource', ownerOf(Properties['Queues'] ?? Properties['Topics'] ?? Properties['Bucket'] ?? id), document.parse(Properties['PolicyDocument'] ?? Properties['KeyPolicy']));
      case 'AWS::SageMaker::ModelPackageGroup':
        return Properties['ModelPackageGroupPolicy'] === undefined ? [] : read('resource', id, document.parse(Properties['ModelPackageGroupPolicy']));
      case 'AWS::Events::EventBusPolicy':
        return read('resource', ownerOf(Properties['EventBusName']), { Statement: [statement.parse({ ...record(Properties['Statement']), Sid: Properties['StatementId'] })] });
      default:
        return [];
    }
  });
}

function read(policy: PolicyStatement['policy'], owner: string, { Statement }: z.infer<typeof document>): PolicyStatement[] {
  return Statement.map(({ Sid = '', Effect, Action, Resource, Principal, Condition = {} }) => ({
    policy,
    owner,
    id: Sid,
    effect: Effect,
    actions: [Action].flat(),
    resources: Resource === undefined ? [] : [Resource].flat().map(readable),
    principals: principals(Principal),
    condition: Object.entries(Condition)
      .flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) => `${operator} ${key} = ${[values].flat().map(readable).join(', ')}`))
      .join('; '),
  }));
}

function principals(value: unknown): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  return Object.values(record(value)).flatMap((each) => [each].flat().map(readable));
}

/** A finding about a statement, in one line. */
export function told({ policy, owner, id }: PolicyStatement, problem: string): string {
  return `${policy === 'trust' ? `role ${owner}` : owner}: ${problem} (${id})`;
}

/** A value of a template as a person would write it. */
export function readable(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text, 'Fn::Join': joined } = record(value);
  if (typeof Ref === 'string') return `\${${Ref}}`;
  if (Array.isArray(attribute)) return `\${${attribute.join('.')}}`;
  if (typeof text === 'string') return text;
  if (Array.isArray(joined) && Array.isArray(joined[1])) return joined[1].map(readable).join(String(joined[0]));
  throw new Error(`${JSON.stringify(value)} in a policy cannot be told: teach readable().`);
}

/** `meshloop-dev-link-product` → `link-product`; the role of a subscription → `reader`. */
export function roleName(name: unknown): string {
  return readable(name)
    .replace(/^meshloop-(?:[a-z0-9]+|\$\{sls:stage\})-/, '')
    .replace(/^reader-.*/, 'reader');
}

function ownerOf(value: unknown, suffix = ''): string {
  const name = readable([value].flat()[0]).replace(/^\$\{(.*)\}$/, '$1');
  return name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : name;
}

export function kebab(name: string): string {
  return name.replaceAll(/(?<!^)(?=[A-Z])/g, '-').toLowerCase();
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
