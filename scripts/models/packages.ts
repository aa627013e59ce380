import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { DescribeModelPackageCommand, paginateListModelPackages, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { DescribeModelPackageCommandOutput } from '@aws-sdk/client-sagemaker';
import * as z from 'zod/mini';

/** One version of a model, as a person wants to see it. What is not known is null. */
export interface ModelVersion {
  readonly group: string;
  readonly version: number;
  readonly arn: string;
  readonly created: string;
  /** The latest approved one. */
  readonly champion: boolean;
  readonly approval: string;
  readonly product: string | null;
  /** The change whose data it learned from, and the digest of that data's profile. */
  readonly changeId: string | null;
  readonly profileDigest: string | null;
  /** Why it was trained, and the drift verdict at the time. */
  readonly reason: string | null;
  readonly drift: string | null;
  readonly metrics: Metrics | null;
  /** Why there are no metrics, where the package says so. */
  readonly note: string | null;
}

const metrics = z.object({
  auc: z.object({ value: z.number(), low: z.number(), high: z.number() }),
  auc_cross_validated: z.number(),
  rows: z.record(z.string(), z.number()),
});

type Metrics = z.infer<typeof metrics>;

const evaluation = z.object({ meshloop: metrics });

/** The packages of a group, newest first. */
export async function readVersions(sagemaker: SageMakerClient, s3: S3Client, group: string): Promise<readonly ModelVersion[]> {
  const versions: ModelVersion[] = [];
  const pages = paginateListModelPackages({ client: sagemaker }, { ModelPackageGroupName: group, SortBy: 'CreationTime', SortOrder: 'Descending' });
  for await (const page of pages) {
    for (const { ModelPackageArn } of page.ModelPackageSummaryList ?? []) {
      const found = await sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn }));
      const champion = found.ModelApprovalStatus === 'Approved' && !versions.some((version) => version.champion);
      versions.push(versionOf(group, found, champion, await readMetrics(s3, found.ModelMetrics?.ModelQuality?.Statistics?.S3Uri)));
    }
  }
  return versions;
}

function versionOf(group: string, found: DescribeModelPackageCommandOutput, champion: boolean, measured: Metrics | null): ModelVersion {
  const { changeId, product, profileDigest, reason, verdict } = found.CustomerMetadataProperties ?? {};
  return {
    group,
    version: found.ModelPackageVersion ?? 0,
    arn: found.ModelPackageArn ?? '',
    created: found.CreationTime?.toISOString() ?? '',
    champion,
    approval: found.ModelApprovalStatus ?? 'unknown',
    product: product ?? null,
    changeId: changeId ?? null,
    profileDigest: profileDigest ?? null,
    reason: reason ?? null,
    drift: verdict ?? null,
    metrics: measured,
    note: found.ModelPackageDescription ?? null,
  };
}

/** Null where the package names no metrics, their file is gone, or another pipeline wrote it. */
async function readMetrics(s3: S3Client, uri: string | undefined): Promise<Metrics | null> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri ?? '') ?? [];
  if (Bucket === undefined || Bucket === 'steps-not-run') return null;
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return evaluation.safeParse(JSON.parse((await Body?.transformToString()) ?? '')).data?.meshloop ?? null;
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof SyntaxError) return null;
    throw error;
  }
}
