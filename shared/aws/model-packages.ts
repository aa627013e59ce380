import {
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  SageMakerClient,
  type ModelPackageSummary,
} from '@aws-sdk/client-sagemaker';
import { profileDocument } from '../catalog/profile-documents.ts';
import type { ProfiledVersion } from '../catalog/profile-documents.ts';
import type { Package } from '../retraining/baseline.ts';
import { Refused } from '../runtime/errors.ts';
import { classify } from '../runtime/failure.ts';
import { counted } from './counted.ts';
import { readDocument } from './documents.ts';

const sagemaker = counted(new SageMakerClient({}));

/**
 * The packages of a group down to the latest approved one, newest first. None when the group does not exist yet. `otherTable`: as they stand to
 * this one of a model's other tables; those whose runs knew nothing of it are left out.
 */
export async function readPackages(bucket: string, group: string, otherTable?: string): Promise<readonly Package[]> {
  const packages: Package[] = [];
  let token: string | undefined;
  do {
    const page = await listPage(group, token);
    for (const summary of page.summaries) {
      const found = await describe(bucket, summary);
      if (found === undefined) continue;
      const standing = otherTable === undefined ? found : await standingTo(bucket, otherTable, found);
      if (standing !== undefined) packages.push(standing);
      if (found.approval === 'Approved') return packages;
    }
    token = page.token;
  } while (token !== undefined);
  return packages;
}

/** What a run knew of another table stands in the profile that it was started with. */
async function standingTo(bucket: string, table: string, found: Package): Promise<Package | undefined> {
  if (found.trainedOn === undefined) return found;
  const uri = found.trainedOn.others?.[table];
  return uri === undefined ? undefined : { ...found, trainedOn: await readBaseline(bucket, uri) };
}

async function listPage(
  group: string,
  token: string | undefined,
): Promise<{ summaries: readonly ModelPackageSummary[]; token: string | undefined }> {
  try {
    const page = await sagemaker.send(
      new ListModelPackagesCommand({ ModelPackageGroupName: group, SortBy: 'CreationTime', SortOrder: 'Descending', NextToken: token }),
    );
    return { summaries: page.ModelPackageSummaryList ?? [], token: page.NextToken };
  } catch (error) {
    if (classify(error).failure === 'gone') return { summaries: [], token: undefined };
    throw error;
  }
}

/** Packages that are not complete have no model and count as little as none. */
async function describe(
  bucket: string,
  { ModelPackageArn: arn, ModelPackageStatus, ModelApprovalStatus: approval, CreationTime }: ModelPackageSummary,
): Promise<Package | undefined> {
  if (arn === undefined || approval === undefined || ModelPackageStatus !== 'Completed') return undefined;
  const { DriftCheckBaselines } = await sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
  return { arn, approval, trainedOn: await readBaseline(bucket, DriftCheckBaselines?.ModelDataQuality?.Statistics?.S3Uri), createdAt: CreationTime?.getTime() ?? 0 };
}

async function readBaseline(bucket: string, uri: string | undefined): Promise<ProfiledVersion | undefined> {
  const prefix = `s3://${bucket}/`;
  if (uri === undefined || !uri.startsWith(`${prefix}profiles/`)) return undefined;
  try {
    return (await readDocument(bucket, uri.slice(prefix.length), profileDocument))?.value.meshloop;
  } catch (error) {
    // A document that is not ours says no more about the training data than none.
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Version and approval of a group's newest package; undefined where there is none. */
export async function newestPackage(group: string): Promise<{ readonly version: number; readonly approval: string } | undefined> {
  const { summaries } = await listPage(group, undefined);
  const complete = summaries.find(({ ModelPackageStatus: status }) => status === 'Completed');
  return complete && { version: complete.ModelPackageVersion ?? 0, approval: complete.ModelApprovalStatus ?? '' };
}
