import type { Execution } from '../aftermath.ts';
import type { Finding } from '../finding.ts';
import { textAt } from '../loose.ts';
import type { Evidence } from './evidence.ts';

const invariant = 'nothing doubled';

/** One profile for each version, one result for each query of it, one execution for each decision, and never two at once for a model. */
export function nothingDoubled(evidence: Evidence): Finding[] {
  return [...doubledProfiles(evidence), ...doubledQueries(evidence), ...doubledRuns(evidence), ...runsAtOnce(evidence)].map((text) => ({ invariant, text }));
}

/** A version is profiled again only where a person was told that the first time failed. */
function doubledProfiles(evidence: Evidence): string[] {
  const failed = JSON.stringify([evidence.aftermath.deadLetters, evidence.history.events.filter(({ event }) => event['detail-type'] === 'Sync Failed')]);
  const versions = [...evidence.aftermath.documents].flatMap(([key, document]) => {
    const [, product, changeId = ''] = /^profiles\/([^/]+\/[^/]+)\/([^/]+Z)\.json$/.exec(key) ?? [];
    return product === undefined || failed.includes(changeId) ? [] : [`${product} ${textAt(document, 'meshloop', 'fingerprint')}`];
  });
  return repeated(versions).map((version) => `two profiles of one version: ${version}`);
}

function doubledQueries({ aftermath }: Evidence): string[] {
  const succeeded = aftermath.queries.flatMap(({ location, state }) => {
    const [, purpose] = /\/queries\/((?:grid|profile)\/.+)-\d+\/[^/]+$/.exec(location) ?? [];
    return state === 'SUCCEEDED' && purpose !== undefined ? [purpose] : [];
  });
  return repeated(succeeded).map((purpose) => `two queries for one part of a profile: ${purpose}`);
}

function doubledRuns({ aftermath }: Evidence): string[] {
  return repeated(aftermath.executions.flatMap(({ ours }) => (ours === undefined ? [] : [`${ours.model} ${ours.requestId}`]))).map(
    (decision) => `two executions for one decision: ${decision}`,
  );
}

function runsAtOnce({ aftermath }: Evidence): string[] {
  const byModel = Map.groupBy(
    aftermath.executions.filter(({ ours }) => ours !== undefined),
    ({ ours }) => ours?.model ?? '',
  );
  return [...byModel].flatMap(([model, runs]) => {
    const ordered = runs.toSorted((a, b) => a.started - b.started);
    return ordered.flatMap((run, index) => {
      const before: Execution | undefined = ordered[index - 1];
      return before !== undefined && run.started < before.ended ? [`two executions of ${model} at once: ${before.arn} and ${run.arn}`] : [];
    });
  });
}

function repeated(items: readonly string[]): string[] {
  return [...Map.groupBy(items, (item) => item)].flatMap(([item, same]) => (same.length > 1 ? [item] : []));
}
