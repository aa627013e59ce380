import { request } from 'node:https';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { BadEvent } from '../events/bad-event.ts';

const s3 = new S3Client({});

/** CloudFormation user guide, "Custom resource request objects". */
const customResourceRequest = z.looseObject({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url({ protocol: /^https$/ }),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.optional(z.string()),
  ResourceProperties: z.looseObject({ Bucket: z.string(), Pipeline: z.string(), Digest: z.string() }),
});

const code = z.record(z.string(), z.object({ digest: z.string(), files: z.record(z.string(), z.string()) }));

type Request = z.infer<typeof customResourceRequest>;

/**
 * Custom::PipelineCode: puts a pipeline's scripts where its containers read them, s3://<bucket>/code/<digest>/. Nothing is ever
 * deleted: an execution that runs, and a model that is registered, go on naming the scripts that they were made with.
 */
export async function handler(event: unknown): Promise<void> {
  const { data: asked, error } = customResourceRequest.safeParse(event);
  if (error !== undefined) throw new BadEvent(error.issues);
  const uri = `s3://${asked.ResourceProperties.Bucket}/code/${asked.ResourceProperties.Digest}/`;
  try {
    if (asked.RequestType !== 'Delete') await publishCode(asked);
    await answer(asked, { Status: 'SUCCESS', PhysicalResourceId: uri, Data: { Uri: uri } });
  } catch (error) {
    // Without an answer the stack would wait for an hour.
    const Reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await answer(asked, { Status: 'FAILED', Reason, PhysicalResourceId: asked.PhysicalResourceId ?? uri });
  }
}

async function publishCode({ ResourceProperties: { Bucket, Pipeline, Digest } }: Request): Promise<void> {
  const found = packagedCode()[Pipeline];
  if (found?.digest !== Digest) throw new Error(`This package does not hold the scripts ${Digest} of the pipeline ${Pipeline}: package and deploy again.`);
  for (const [name, Body] of Object.entries(found.files)) {
    await s3.send(new PutObjectCommand({ Bucket, Key: `code/${Digest}/${name}`, Body, ContentType: 'text/x-python' }));
  }
}

/** `code.json` beside the bundle, written by the build. */
function packagedCode(): z.infer<typeof code> {
  return code.parse(require('./code.json'));
}

/** CloudFormation user guide, "Custom resource response objects": to a presigned URL, without a content type. */
function answer({ ResponseURL, StackId, RequestId, LogicalResourceId }: Request, outcome: object): Promise<void> {
  const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, ...outcome });
  const url = new URL(ResponseURL);
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const put = request({ hostname: url.hostname, path: `${url.pathname}${url.search}`, method: 'PUT', headers }, (response) => {
      response.resume();
      if (response.statusCode === 200) response.on('end', resolve);
      else reject(new Error(`CloudFormation's answer was ${response.statusCode}`));
    });
    put.on('error', reject);
    put.end(body);
  });
}
