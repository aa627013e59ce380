import * as z from 'zod/mini';
import { productPath } from '../catalog/product.ts';
import type { Model } from '../mesh/mesh.ts';
import type { runParameterNames } from '../mesh/run-parameters.ts';
import type { Pending } from './run-documents.ts';

/** What an execution's description says; SageMaker repeats it in the execution's events. */
const description = z.lazy(() => z.object({ model: z.string(), requestId: z.string(), changeId: z.string(), reason: z.string() }));

export type ExecutionContext = z.infer<typeof description>;

/** The context of an execution; undefined when somebody else started it. */
export function readDescription(text: string): ExecutionContext | undefined {
  try {
    return description.safeParse(JSON.parse(text)).data;
  } catch {
    // Other people describe their executions in words.
    return undefined;
  }
}

export function describeRun({ metadata, data }: Pending): string {
  return JSON.stringify({ model: data.model, requestId: data.requestId, changeId: metadata.changeId, reason: data.reason });
}

/** At most 82 letters, digits and inner hyphens (SageMaker API, PipelineExecutionName). */
export function displayName({ metadata, data }: Pending): string {
  return `${data.model.slice(0, 40)}-${metadata.changeId}`.replaceAll(/[^a-zA-Z0-9-]/g, '-').slice(0, 82);
}

/** What an execution is started with: what `mesh.yml` says for the model, and what every pipeline of the mesh declares. */
export function runParameters(
  { metadata, data }: Pending,
  bucket: string,
  { modelPackageGroup, parameters }: Pick<Model, 'modelPackageGroup' | 'parameters'>,
): Readonly<Record<string, string>> {
  const own: Record<(typeof runParameterNames)[number], string> = {
    Product: productPath(metadata.product),
    LinkDatabase: data.link,
    Table: metadata.product.table,
    ChangeId: metadata.changeId,
    Reason: data.reason,
    Verdict: data.level,
    ProfileStatisticsUri: data.profile.uri,
    ProfileConstraintsUri: data.profile.uri.replace(/\.json$/, '.constraints.json'),
    ProfileDigest: data.profile.digest,
    Bucket: bucket,
    ModelPackageGroupName: modelPackageGroup,
  };
  return { ...parameters, ...own };
}
