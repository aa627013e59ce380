import * as z from 'zod/mini';
import { productPath } from '../catalog/product.ts';
import type { Model } from '../mesh/mesh.ts';
import type { runParameterNames } from '../mesh/run-parameters.ts';
import type { Pending } from './run-documents.ts';

/** What an execution's description says; SageMaker repeats it in the execution's events. Names and kinds only: no value of the data. */
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
  const { model, requestId, reason, why } = data;
  return JSON.stringify({ model, requestId, changeId: metadata.changeId, reason, ...(why === undefined ? {} : { why: inShort(why) }) });
}

/** A person's reason in one line of at most 200 characters: a description has 3,072 (SageMaker API, PipelineExecutionDescription). */
export function inShort(why: string): string {
  const line = why.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
  // Not within a pair of surrogates.
  return line.length <= 200 ? line : `${line.slice(0, 199).replace(/\p{Cs}$/u, '')}…`;
}

/** At most 82 letters, digits and inner hyphens (SageMaker API, PipelineExecutionName). */
export function displayName({ metadata, data }: Pending): string {
  const name = `${data.model.slice(0, 40)}-${data.reason}-${metadata.changeId}`.replaceAll(/[^a-zA-Z0-9-]/g, '-').slice(0, 82);
  return name.replace(/-+$/, '');
}

/**
 * What an execution is started with: what `mesh.yml` says for the model, and what every pipeline of the mesh declares. `statisticsUri`: the profile that
 * is to be the baseline, where that is not the request's.
 */
export function runParameters(
  { metadata, data }: Pending,
  bucket: string,
  { modelPackageGroup, parameters }: Pick<Model, 'modelPackageGroup' | 'parameters'>,
  statisticsUri = data.profile.uri,
): Readonly<Record<string, string>> {
  const own: Record<(typeof runParameterNames)[number], string> = {
    Product: productPath(metadata.product),
    LinkDatabase: data.link,
    Table: metadata.product.table,
    ChangeId: metadata.changeId,
    Reason: data.reason,
    Verdict: data.level,
    ProfileStatisticsUri: statisticsUri,
    ProfileConstraintsUri: data.profile.uri.replace(/\.json$/, '.constraints.json'),
    ProfileDigest: data.profile.digest,
    Bucket: bucket,
    ModelPackageGroupName: modelPackageGroup,
  };
  return { ...parameters, ...own };
}
