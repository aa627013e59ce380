import type {
  DeregisterResourceCommandInput,
  DeregisterResourceCommandOutput,
  DescribeResourceCommandInput,
  DescribeResourceCommandOutput,
  ListResourcesCommandInput,
  ListResourcesCommandOutput,
  RegisterResourceCommandInput,
  RegisterResourceCommandOutput,
  ResourceInfo,
} from '@aws-sdk/client-lakeformation';
import type { Cloud } from '../core/cloud.ts';
import { page } from '../core/pages.ts';
import { AwsError, type Caller, type Output } from '../core/service.ts';
import { invalid, notFound } from './errors.ts';
import type { Lake, Lakes } from './state.ts';

/** The registration that covers an `s3://` location: the one with the longest path. */
export function registeredLocation(lake: Lake, location: string): ResourceInfo | undefined {
  const arn = locationArn(location);
  const covering = [...lake.locations].filter(([registered]) => arn === registered || arn.startsWith(`${registered}/`));
  return covering.toSorted(([a], [b]) => b.length - a.length)[0]?.[1];
}

/** `s3://bucket/prefix/` as `arn:aws:s3:::bucket/prefix`. */
export function locationArn(location: string): string {
  return `arn:aws:s3:::${location.replace(/^s3[an]?:\/\//, '').replace(/\/$/, '')}`;
}

export function registerResource(
  cloud: Cloud,
  lakes: Lakes,
  caller: Caller,
  input: RegisterResourceCommandInput,
): Output<RegisterResourceCommandOutput> {
  const arn = trimmed(input.ResourceArn);
  const lake = lakes.of(caller.accountId);
  if (!/^arn:[^:]+:s3:::[^/]+/.test(arn)) throw invalid(`Invalid resource ARN: ${arn}`);
  if (lake.locations.has(arn)) throw new AwsError('AlreadyExistsException', 'Resource is already registered');
  if (input.UseServiceLinkedRole !== true && input.RoleArn === undefined)
    throw invalid('Either UseServiceLinkedRole or RoleArn must be given.');
  if (input.RoleArn !== undefined) cloud.iam.assertRoleTrusts(input.RoleArn, 'lakeformation.amazonaws.com');
  lake.locations.set(arn, {
    ResourceArn: arn,
    RoleArn:
      input.RoleArn ??
      `arn:aws:iam::${caller.accountId}:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess`,
    LastModified: new Date(cloud.clock.now()),
    WithFederation: input.WithFederation ?? false,
    HybridAccessEnabled: input.HybridAccessEnabled ?? false,
  });
  return {};
}

export function deregisterResource(
  _: Cloud,
  lakes: Lakes,
  caller: Caller,
  input: DeregisterResourceCommandInput,
): Output<DeregisterResourceCommandOutput> {
  if (!lakes.of(caller.accountId).locations.delete(trimmed(input.ResourceArn))) throw notRegistered();
  return {};
}

export function describeResource(
  _: Cloud,
  lakes: Lakes,
  caller: Caller,
  input: DescribeResourceCommandInput,
): Output<DescribeResourceCommandOutput> {
  const ResourceInfo = lakes.of(caller.accountId).locations.get(trimmed(input.ResourceArn));
  if (!ResourceInfo) throw notRegistered();
  return { ResourceInfo };
}

export function listResources(
  _: Cloud,
  lakes: Lakes,
  caller: Caller,
  input: ListResourcesCommandInput,
): Output<ListResourcesCommandOutput> {
  const found = [...lakes.of(caller.accountId).locations.values()].filter((info) =>
    (input.FilterConditionList ?? []).every(({ Field, StringValueList }) => {
      const value = Field === 'ROLE_ARN' ? info.RoleArn : info.ResourceArn;
      return Field === 'LAST_MODIFIED' || (StringValueList ?? []).includes(value ?? '');
    }),
  );
  const { items, nextToken } = page(found, input.NextToken, input.MaxResults ?? 100);
  return { ResourceInfoList: [...items], NextToken: nextToken };
}

function trimmed(arn: string | undefined): string {
  return (arn ?? '').replace(/\/$/, '');
}

function notRegistered(): AwsError {
  return notFound('Entity not found');
}
