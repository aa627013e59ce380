import type {
  CreateModelPackageCommandInput,
  CreateModelPackageCommandOutput,
  CreateModelPackageGroupCommandInput,
  CreateModelPackageGroupCommandOutput,
  DeleteModelPackageCommandInput,
  DeleteModelPackageGroupCommandInput,
  DescribeModelPackageCommandInput,
  DescribeModelPackageCommandOutput,
  DescribeModelPackageGroupCommandInput,
  DescribeModelPackageGroupCommandOutput,
  ListModelPackageGroupsCommandInput,
  ListModelPackageGroupsCommandOutput,
  ListModelPackagesCommandInput,
  ListModelPackagesCommandOutput,
  UpdateModelPackageCommandInput,
  UpdateModelPackageCommandOutput,
} from '@aws-sdk/client-sagemaker';
import { page } from '../core/pages.ts';
import type { Call, Output } from '../core/service.ts';
import { validation } from './errors.ts';
import { emitPackage } from './events.ts';
import type { ModelPackage } from './model.ts';
import { isWithin } from './pipeline-operations.ts';
import { reachGroup, reachPackage } from './other-accounts.ts';
import { checkMetadata } from './registry.ts';
import type { Registry } from './registry.ts';
import type { Tags } from './tag-operations.ts';

export function packageOperations(registry: Registry, tags: Tags) {
  return {
    CreateModelPackageGroup(input: CreateModelPackageGroupCommandInput, { caller }: Call): Output<CreateModelPackageGroupCommandOutput> {
      const { arn } = registry.addGroup(caller.accountId, input.ModelPackageGroupName ?? '', input.ModelPackageGroupDescription);
      tags.add(arn, input.Tags);
      return { ModelPackageGroupArn: arn };
    },

    DescribeModelPackageGroup(
      input: DescribeModelPackageGroupCommandInput,
      call: Call,
    ): Output<DescribeModelPackageGroupCommandOutput> {
      const group = reachGroup(registry, call, input.ModelPackageGroupName);
      return {
        ModelPackageGroupName: group.name,
        ModelPackageGroupArn: group.arn,
        ModelPackageGroupDescription: group.description,
        ModelPackageGroupStatus: 'Completed',
        CreationTime: new Date(group.createdAt),
        CreatedBy: {},
      };
    },

    ListModelPackageGroups(input: ListModelPackageGroupsCommandInput, { caller }: Call): Output<ListModelPackageGroupsCommandOutput> {
      const found = registry
        .groupsOf(caller.accountId)
        .filter(({ name, createdAt }) => name.includes(input.NameContains ?? '') && isWithin(createdAt, input.CreationTimeAfter, input.CreationTimeBefore))
        .toSorted((a, b) => (input.SortBy === 'Name' ? a.name.localeCompare(b.name) : a.createdAt - b.createdAt));
      // SageMaker API reference, ListModelPackageGroups: by creation time, ascending.
      if (input.SortOrder === 'Descending') found.reverse();
      const { items, nextToken } = page(found, input.NextToken, input.MaxResults ?? 10, 'ValidationException');
      return {
        ModelPackageGroupSummaryList: items.map(({ name, arn, description, createdAt }) => ({
          ModelPackageGroupName: name,
          ModelPackageGroupArn: arn,
          ModelPackageGroupDescription: description,
          ModelPackageGroupStatus: 'Completed',
          CreationTime: new Date(createdAt),
        })),
        NextToken: nextToken,
      };
    },

    DeleteModelPackageGroup(input: DeleteModelPackageGroupCommandInput, { caller }: Call): void {
      registry.deleteGroup(registry.group(caller.accountId, input.ModelPackageGroupName));
    },

    CreateModelPackage(input: CreateModelPackageCommandInput, { caller }: Call): Output<CreateModelPackageCommandOutput> {
      if (input.ModelPackageName !== undefined) throw validation('Model packages without a group are not served by the local cloud.');
      return { ModelPackageArn: registry.register(caller, input).arn };
    },

    DescribeModelPackage(input: DescribeModelPackageCommandInput, call: Call): Output<DescribeModelPackageCommandOutput> {
      return describe(reachPackage(registry, call, input.ModelPackageName));
    },

    ListModelPackages(input: ListModelPackagesCommandInput, call: Call): Output<ListModelPackagesCommandOutput> {
      const groups =
        input.ModelPackageGroupName === undefined
          ? registry.groupsOf(call.caller.accountId)
          : [reachGroup(registry, call, input.ModelPackageGroupName)];
      const found = groups
        .flatMap(({ packages }) => packages)
        .filter(
          ({ group, createdAt, approval }) =>
            input.ModelPackageType !== 'Unversioned' &&
            group.name.includes(input.NameContains ?? '') &&
            isWithin(createdAt, input.CreationTimeAfter, input.CreationTimeBefore) &&
            (input.ModelApprovalStatus === undefined || approval === input.ModelApprovalStatus),
        )
        .toSorted(
          (one, other) =>
            (input.SortBy === 'Name' ? one.group.name.localeCompare(other.group.name) : one.createdAt - other.createdAt) ||
            one.version - other.version,
        );
      // Oldest first unless asked otherwise (SageMaker API reference, ListModelPackages).
      const { items, nextToken } = page(
        input.SortOrder === 'Descending' ? found.toReversed() : found,
        input.NextToken,
        input.MaxResults ?? 10,
        'ValidationException',
      );
      return { ModelPackageSummaryList: items.map(summary), NextToken: nextToken };
    },

    UpdateModelPackage(input: UpdateModelPackageCommandInput, { cloud, caller }: Call): Output<UpdateModelPackageCommandOutput> {
      const found = registry.package(caller.accountId, input.ModelPackageArn);
      const {
        ModelPackageArn,
        ClientToken: _token,
        ModelApprovalStatus,
        ApprovalDescription,
        CustomerMetadataProperties,
        CustomerMetadataPropertiesToRemove = [],
        AdditionalInferenceSpecificationsToAdd,
        ...members
      } = input;
      if ((ApprovalDescription?.length ?? 0) > 1024) throw validation('ApprovalDescription must have at most 1024 characters.');
      const metadata = { ...found.request.CustomerMetadataProperties, ...CustomerMetadataProperties };
      for (const key of CustomerMetadataPropertiesToRemove) delete metadata[key];
      checkMetadata(metadata);
      const specifications = [
        ...(found.request.AdditionalInferenceSpecifications ?? []),
        ...(AdditionalInferenceSpecificationsToAdd ?? []),
      ];
      found.request = {
        ...found.request,
        ...members,
        ...(Object.keys(metadata).length > 0 ? { CustomerMetadataProperties: metadata } : {}),
        ...(specifications.length > 0 ? { AdditionalInferenceSpecifications: specifications } : {}),
      };
      found.approval = ModelApprovalStatus ?? found.approval;
      found.approvalDescription = ApprovalDescription ?? found.approvalDescription;
      found.changedAt = cloud.clock.now();
      const updated = Object.entries(input).filter(
        ([name, value]) => value !== undefined && name !== 'ModelPackageArn' && name !== 'ClientToken',
      );
      emitPackage(
        cloud,
        found,
        updated.map(([name]) => name),
      );
      return { ModelPackageArn };
    },

    DeleteModelPackage(input: DeleteModelPackageCommandInput, { caller }: Call): void {
      const found = registry.package(caller.accountId, input.ModelPackageName);
      found.group.packages.splice(found.group.packages.indexOf(found), 1);
    },
  };
}

function describe(found: ModelPackage): Output<DescribeModelPackageCommandOutput> {
  const { Tags: _tags, ClientToken: _token, ...request } = found.request;
  return {
    ...request,
    ModelPackageName: found.group.name,
    ModelPackageGroupName: found.group.name,
    ModelPackageVersion: found.version,
    ModelPackageArn: found.arn,
    CreationTime: new Date(found.createdAt),
    LastModifiedTime: found.changedAt === undefined ? undefined : new Date(found.changedAt),
    ModelPackageStatus: 'Completed',
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
    CertifyForMarketplace: request.CertifyForMarketplace ?? false,
    ModelApprovalStatus: found.approval,
    ApprovalDescription: found.approvalDescription,
  };
}

function summary(found: ModelPackage) {
  return {
    ModelPackageGroupName: found.group.name,
    ModelPackageVersion: found.version,
    ModelPackageArn: found.arn,
    ModelPackageDescription: found.request.ModelPackageDescription,
    CreationTime: new Date(found.createdAt),
    ModelPackageStatus: 'Completed' as const,
    ModelApprovalStatus: found.approval,
  };
}
