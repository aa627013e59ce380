import type { CreateModelPackageCommandInput } from '@aws-sdk/client-sagemaker';
import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { validation } from './errors.ts';
import { emitPackage } from './events.ts';
import type { ModelPackage, PackageGroup } from './model.ts';

/** The Model Registry: groups and their versioned packages. */
export class Registry {
  readonly #groups = new Map<string, PackageGroup>();
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  groupArn(account: string, nameOrArn: string): string {
    return nameOrArn.startsWith('arn:') ? nameOrArn : `arn:aws:sagemaker:${this.#cloud.region}:${account}:model-package-group/${nameOrArn}`;
  }

  findGroup(account: string, nameOrArn: string): PackageGroup | undefined {
    const group = this.#groups.get(this.groupArn(account, nameOrArn));
    return group?.account === account ? group : undefined;
  }

  /** A group of any account, by ARN. */
  anyGroup(arn: string): PackageGroup | undefined {
    return this.#groups.get(arn);
  }

  /** Throws ValidationException. */
  group(account: string, nameOrArn: string | undefined): PackageGroup {
    const group = this.findGroup(account, nameOrArn ?? '');
    if (group === undefined) throw validation(`ModelPackageGroup ${this.groupArn(account, nameOrArn ?? '')} does not exist.`);
    return group;
  }

  groupsOf(account: string): readonly PackageGroup[] {
    return [...this.#groups.values()].filter((group) => group.account === account);
  }

  addGroup(account: string, name: string, description?: string): PackageGroup {
    const arn = this.groupArn(account, name);
    if (!/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(name)) throw validation(`ModelPackageGroupName ${name} is not valid.`);
    if (this.#groups.has(arn)) throw validation(`Model Package Group already exists: ${arn}`);
    const group: PackageGroup = { name, arn, account, description, createdAt: this.#cloud.clock.now(), packages: [], policy: undefined, versions: 0 };
    this.#groups.set(arn, group);
    return group;
  }

  deleteGroup(group: PackageGroup): void {
    if (group.packages.length > 0) throw validation(`Model Package Group ${group.arn} cannot be deleted since it has model packages.`);
    this.#groups.delete(group.arn);
  }

  /** Registers the next version of a group, and tells EventBridge. Throws ValidationException. */
  register(caller: Caller, input: CreateModelPackageCommandInput): ModelPackage {
    checkMetadata(input.CustomerMetadataProperties);
    const group = this.group(caller.accountId, input.ModelPackageGroupName);
    const again =
      input.ClientToken === undefined ? undefined : group.packages.find(({ request }) => request.ClientToken === input.ClientToken);
    if (again !== undefined) return again;
    group.versions += 1;
    const registered: ModelPackage = {
      arn: `${group.arn.replace('model-package-group', 'model-package')}/${group.versions}`,
      group,
      version: group.versions,
      createdAt: this.#cloud.clock.now(),
      createdBy: caller.arn,
      request: input,
      approval: input.ModelApprovalStatus ?? 'PendingManualApproval',
      approvalDescription: undefined,
      changedAt: undefined,
    };
    group.packages.push(registered);
    emitPackage(this.#cloud, registered);
    return registered;
  }

  /** Throws ValidationException. */
  package(account: string, arn: string | undefined): ModelPackage {
    const found = this.groupsOf(account)
      .flatMap(({ packages }) => packages)
      .find((candidate) => candidate.arn === arn);
    if (found === undefined) throw validation(`ModelPackage ${String(arn)} does not exist.`);
    return found;
  }
}

/** SageMaker API reference, CreateModelPackage: CustomerMetadataProperties. Throws ValidationException. */
export function checkMetadata(properties: Readonly<Record<string, string>> | undefined): void {
  const entries = Object.entries(properties ?? {});
  if (entries.length > 50) throw validation('CustomerMetadataProperties has more than 50 entries.');
  for (const [key, value] of entries) {
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@${}"]{1,128}$/u.test(key)) throw validation(`CustomerMetadataProperties: the key ${key} is not valid.`);
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@${}"]{1,256}$/u.test(value))
      throw validation(`CustomerMetadataProperties: the value of ${key} is not valid.`);
  }
}
