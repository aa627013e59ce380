import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { authoredSchema } from './authored.ts';
import { deploymentsOf, type Deployments } from './deployments.ts';
import { explain, type Written } from './explain.ts';
import type { Finding } from './finding.ts';
import type { Mesh } from './mesh.ts';
import { resolveMesh } from './resolve.ts';
import { checkMesh } from './rules.ts';

/** One mistake in `mesh.yml`: where, in which field, what is wrong and what to do. */
export interface MeshError {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** As `subscriptions[0].link`; empty for the whole file. */
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

export type Loaded = { readonly mesh: Mesh; readonly deployments: Deployments } | { readonly errors: readonly MeshError[] };

/** Reads the text of `mesh.yml`. Returns every mistake found, in the order of the file. `file` is for the messages only. */
export function loadMesh(text: string, file: string): Loaded {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const wholeFile = (problem: string, remedy: string) => ({ errors: [{ file, line: 1, column: 1, field: '', problem, remedy }] });
  if (document.errors.length > 0) {
    const remedy = 'Correct the YAML: mind the indentation, quotes and repeated keys.';
    return { errors: document.errors.map((error) => ({ file, ...at(error.pos[0]), field: '', problem: error.message, remedy })) };
  }
  if (document.contents === null) {
    return wholeFile('The file is empty', 'docs/configuration.md has an example.');
  }
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    // The parser only notices aliases without an anchor, or too many of them, when it puts values in their place.
    if (!(error instanceof ReferenceError)) throw error;
    return wholeFile(error.message, 'Write the values out instead of *aliases.');
  }
  const parsed = authoredSchema.safeParse(content);
  const findings = parsed.success
    ? checkMesh(parsed.data)
    : parsed.error.issues.flatMap((issue) => explain(issue, (path) => writtenAt(document, path)));
  if (parsed.success && findings.length === 0) return { mesh: resolveMesh(parsed.data), deployments: deploymentsOf(parsed.data) };
  const errors = firstOfEachField(findings).map(({ path, problem, remedy }) => ({
    file,
    ...at(offsetOf(document, path)),
    field: fieldName(path),
    problem,
    remedy,
  }));
  return { errors: errors.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

/** One line for a terminal: `mesh.yml:12:11: subscriptions[0].link does not begin with rl_. Begin …`. */
export function formatMeshError(error: MeshError): string {
  const subject = error.field === '' ? '' : `${error.field} `;
  return `${error.file}:${error.line}:${error.column}: ${subject}${error.problem.replace(/\.$/, '')}. ${error.remedy}`;
}

/** The checks after a field's first failure only repeat it. */
function firstOfEachField(findings: readonly Finding[]): Finding[] {
  return [...Map.groupBy(findings, ({ path }) => fieldName(path)).values()].flatMap((same) => same.slice(0, 1));
}

function fieldName(path: Finding['path']): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** Where the value at `path` stands, or the key itself, or the nearest node that exists. */
function offsetOf(document: Document, path: Finding['path']): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path[length - 1]) : undefined;
    if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function writtenAt(document: Document, path: Finding['path']): Written {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isScalar(node)) return { kind: 'scalar', source: node.source ?? '' };
  return isNode(node) ? { kind: 'collection' } : { kind: 'nothing' };
}
