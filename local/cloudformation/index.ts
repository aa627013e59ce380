import { Api } from './api.ts';
import { registerCode } from './code.ts';
import { holds, resolve } from './intrinsics.ts';
import { creationOrder } from './order.ts';
import type { Making } from './resource.ts';
import { customType } from './resources/custom.ts';
import { RESOURCE_TYPES } from './resources/index.ts';
import { Scope } from './scope.ts';
import type { Created } from './scope.ts';
import { StackError } from './stack-error.ts';
import { checkTemplate } from './template.ts';
import type { Json, Template, TemplateResource } from './template.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Credentials } from '../core/clients.ts';
import { isRecord } from '../core/protocol/shape.ts';

export { StackError } from './stack-error.ts';
export type { Template, TemplateResource } from './template.ts';

export interface Stack {
  readonly accountId: string;
  readonly stackName: string;
  readonly template: Template;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Folder that holds the functions' `dist/`. */
  readonly codeRoot: string;
  /** In place of the mesh.json beside each bundle. */
  readonly mesh?: unknown;
  /** Who deploys; by default the account's administrator. */
  readonly deployer?: Credentials;
}

export interface DeployedStack {
  /** Physical ids (`Ref`) by logical id. */
  readonly resources: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** What was accepted without effect. */
  readonly notes: readonly string[];
}

/** Exports of a cloud's accounts: one stack's outputs are another's Fn::ImportValue. */
const exportsOf = new WeakMap<Cloud, Map<string, Map<string, string>>>();

/**
 * Creates a stack from a packaged template, through the same API and with the same checks as any caller.
 * There is no roll-back: what was created before an error stays.
 * @throws StackError naming the resource that cannot be created
 */
export async function deployStack(cloud: Cloud, stack: Stack): Promise<DeployedStack> {
  const { template, accountId } = stack;
  checkTemplate(template);
  const exports = accountExports(cloud, accountId);
  const pseudo = pseudoParameters(cloud, stack);
  const scope = new Scope({ template, parameters: stack.parameters ?? {}, pseudo, exports });
  const api = new Api(cloud, stack.deployer ?? accountId);
  const notes: string[] = [];
  const resources: Record<string, string> = {};
  for (const [id, resource] of creationOrder(scope)) {
    const created = await create({ cloud, stack, scope, api, notes }, id, resource);
    scope.add(id, created);
    resources[id] = created.ref;
  }
  tellCompleted(cloud, accountId, pseudo['AWS::StackId'] ?? '');
  return { resources, outputs: outputsOf(template, scope, exports), notes };
}

/** CloudFormation user guide, "Managing events using Amazon EventBridge". */
function tellCompleted(cloud: Cloud, accountId: string, stackId: string): void {
  cloud.events.emit(accountId, {
    source: 'aws.cloudformation',
    detailType: 'CloudFormation Stack Status Change',
    detail: { 'stack-id': stackId, 'status-details': { status: 'CREATE_COMPLETE', 'status-reason': '' }, 'client-request-token': '' },
    resources: [stackId],
  });
}

interface Deployment {
  readonly cloud: Cloud;
  readonly stack: Stack;
  readonly scope: Scope;
  readonly api: Api;
  readonly notes: string[];
}

async function create(deployment: Deployment, id: string, resource: TemplateResource): Promise<Created> {
  const { cloud, stack, scope, api, notes } = deployment;
  const where = `${stack.stackName}: ${id} (${resource.Type})`;
  try {
    const resolved = resolve(resource.Properties ?? {}, scope);
    const properties: Json = isRecord(resolved) ? resolved : {};
    const type = RESOURCE_TYPES.get(resource.Type) ?? customType(resource.Type, Object.keys(properties));
    if (!type) throw new StackError('this resource type is not served by the local cloud');
    const unknown = Object.keys(properties).filter((name) => !type.properties.includes(name));
    if (unknown.length > 0) throw new StackError(`unknown properties: ${unknown.join(', ')}`);
    if (resource.Type === 'AWS::Lambda::Function') registerCode(cloud, resource, scope, stack);
    const making: Making = {
      logicalId: id,
      properties,
      api,
      cloud,
      accountId: stack.accountId,
      region: cloud.region,
      stackName: stack.stackName,
      physicalName: (longest = 255) => physicalName(cloud, stack.stackName, id, longest),
      note: (text) => void notes.push(`${where}: ${text}`),
    };
    return await type.create(making);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = error instanceof StackError ? error.message : `${error.name}: ${error.message}`;
    throw new StackError(`${where}: ${reason}`, { cause: error });
  }
}

function physicalName(cloud: Cloud, stackName: string, id: string, longest: number): string {
  const suffix = `-${cloud.dice.text(12, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}`;
  return `${`${stackName}-${id}`.slice(0, longest - suffix.length)}${suffix}`;
}

function pseudoParameters(cloud: Cloud, { accountId, stackName }: Stack): Record<string, string> {
  return {
    'AWS::AccountId': accountId,
    'AWS::Region': cloud.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${cloud.region}:${accountId}:stack/${stackName}/${cloud.dice.uuid()}`,
  };
}

function outputsOf(template: Template, scope: Scope, exports: Map<string, string>): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition !== undefined && !holds(output.Condition, scope)) continue;
    const value = String(resolve(output.Value, scope));
    outputs[name] = value;
    if (output.Export) {
      const exported = String(resolve(output.Export.Name, scope));
      if (exports.has(exported)) throw new StackError(`Export with name ${exported} is already exported by another stack`);
      exports.set(exported, value);
    }
  }
  return outputs;
}

function accountExports(cloud: Cloud, accountId: string): Map<string, string> {
  const accounts = exportsOf.get(cloud) ?? new Map<string, Map<string, string>>();
  exportsOf.set(cloud, accounts);
  const exports = accounts.get(accountId) ?? new Map<string, string>();
  accounts.set(accountId, exports);
  return exports;
}
