import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { AwsError } from '../../core/service.ts';
import { JobFailure } from './job.ts';
import type { Job } from './job.ts';

export function parseUri(uri: string): { bucket: string; key: string } {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  if (bucket === undefined) throw new JobFailure(`ClientError: ${uri} is not an S3 URI`);
  return { bucket, key };
}

/**
 * Copies what lies at a URI into a folder of the container, as the job's role: the object of that name, or all objects below it.
 * Throws JobFailure when there is none, or when the role may not read them.
 */
export async function download(job: Job, uri: string, containerFolder: string): Promise<void> {
  const { cloud, caller } = job.context;
  const { bucket, key } = parseUri(uri);
  const folder = key === '' || key.endsWith('/') ? key : `${key}/`;
  asRole(job, uri, () => cloud.s3.authorize(caller, 's3:ListBucket', bucket));
  const exact = cloud.s3.get(bucket, key);
  const found = exact === undefined ? cloud.s3.list(bucket, folder) : [exact];
  if (found.length === 0) throw new JobFailure(noObjects(job, uri, bucket));
  for (const object of found) {
    asRole(job, uri, () => cloud.s3.authorize(caller, 's3:GetObject', bucket, object.key));
    const name = exact === undefined ? object.key.slice(folder.length) : posix.basename(object.key);
    if (name === '' || name.endsWith('/')) continue;
    const target = join(job.local(containerFolder), name);
    await cloud.clock.outside(mkdir(dirname(target), { recursive: true }).then(() => copyFile(object.file(), target)));
  }
}

/** Puts the files of a container's folder below a URI, as the job's role. Throws JobFailure. */
export function upload(job: Job, containerFolder: string, uri: string): void {
  const { cloud, caller } = job.context;
  const { bucket, key } = parseUri(uri);
  const folder = job.local(containerFolder);
  for (const name of existsSync(folder) ? filesIn(folder) : []) {
    const target = [key.replace(/\/$/, ''), name].filter((part) => part !== '').join('/');
    asRole(job, uri, () => cloud.s3.authorize(caller, 's3:PutObject', bucket, target));
    cloud.s3.put(bucket, target, readFileSync(join(folder, name)));
  }
}

/** Paths below a folder, with `/`, in order. */
export function filesIn(folder: string): readonly string[] {
  return globSync('**/*', { cwd: folder })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative(folder, join(folder, name)).split(sep).join('/'))
    .toSorted();
}

function asRole(job: Job, uri: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof AwsError) throw new JobFailure(`ClientError: Data access to ${uri} failed for ${job.context.caller.roleArn ?? ''}: ${error.code}: ${error.message}`);
    throw error;
  }
}

// As SageMaker says it in public issues.
function noObjects({ context }: Job, uri: string, bucket: string): string {
  return (
    `ClientError: No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket exists in the ` +
    `selected region (${context.cloud.region}), that objects exist under that S3 prefix, and that the role "${context.caller.roleArn ?? ''}" ` +
    `has "s3:ListBucket" permissions on bucket "${bucket}".`
  );
}
