import { AwsError } from '../service.ts';
import type { CloudRequest } from '../wire.ts';
import type { HttpTrait, OperationModel, ServiceModel } from './model.ts';
import { traitText } from './shape.ts';

interface Route {
  readonly operation: OperationModel;
  readonly http: HttpTrait;
  readonly pattern: RegExp;
  readonly labels: readonly string[];
  readonly literals: number;
}

export interface RoutedRequest {
  readonly operation: OperationModel;
  /** Decoded path labels by member name. */
  readonly labels: Readonly<Record<string, string>>;
}

const routes = new WeakMap<ServiceModel, readonly Route[]>();

/**
 * Finds a REST operation by method, path template, fixed query parameters and, where several are left, by the query
 * parameters and headers that they require (S3's CopyObject is a PutObject with `x-amz-copy-source`).
 */
export function routeRest(model: ServiceModel, request: CloudRequest, path: string): RoutedRequest | undefined {
  const query = new URLSearchParams(request.query);
  let best: { route: Route; match: RegExpExecArray; score: number } | undefined;
  for (const route of routesOf(model)) {
    if (route.http.method !== request.method) continue;
    const match = route.pattern.exec(path);
    if (!match || !fixedQueryGiven(route.http, query)) continue;
    const score = scoreOf(route, query, request);
    if (!best || score > best.score) best = { route, match, score };
  }
  if (!best) return undefined;
  const { route, match } = best;
  const labels = Object.fromEntries(route.labels.map((name, index) => [name, decodePath(match[index + 1] ?? '')]));
  return { operation: route.operation, labels };
}

/** `x-id` is only a hint of newer SDKs: others do not send it. */
function fixedQueryGiven(http: HttpTrait, query: URLSearchParams): boolean {
  return http.query.every(([name, value]) =>
    name === 'x-id' ? !query.has(name) || query.get(name) === value : query.has(name) && (!value || query.get(name) === value),
  );
}

function scoreOf(route: Route, query: URLSearchParams, request: CloudRequest): number {
  let score = route.literals * 100 + route.http.query.filter(([name]) => name !== 'x-id').length * 50;
  for (const member of route.operation.input.members) {
    if (!member.required) continue;
    const inQuery = traitText(member.traits, 'httpQuery');
    const inHeader = traitText(member.traits, 'httpHeader');
    if (inQuery !== undefined) score += query.has(inQuery) ? 10 : -40;
    else if (inHeader !== undefined) score += request.headers[inHeader.toLowerCase()] !== undefined ? 10 : -40;
  }
  return score;
}

function routesOf(model: ServiceModel): readonly Route[] {
  let known = routes.get(model);
  if (!known)
    routes.set(
      model,
      (known = [...model.operations.values()].flatMap((operation) => (operation.http ? [routeOf(operation, operation.http)] : []))),
    );
  return known;
}

function routeOf(operation: OperationModel, http: HttpTrait): Route {
  const labels: string[] = [];
  const source = http.path.replace(/[.*+?^$()|[\]\\]|\{(\w+)(\+?)\}/g, (text, label: string | undefined, greedy: string) => {
    if (label === undefined) return `\\${text}`;
    labels.push(label);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const literals = http.path.split('/').filter((part) => part && !part.startsWith('{')).length;
  return { operation, http, pattern: new RegExp(`^${source}${http.path.endsWith('/') ? '' : '/?'}$`, 's'), labels, literals };
}

/** Undoes percent encoding. Throws AwsError where it is broken. */
export function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}
