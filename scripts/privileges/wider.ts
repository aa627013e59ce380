import type { Mesh } from '../../shared/mesh/mesh.ts';
import type { PolicyStatement } from './statements.ts';

/** What was done to a resource of a statement, by the statement's key and the resource's place. */
export type UsedOn = (statement: PolicyStatement, index: number) => ReadonlySet<string>;

/**
 * Patterns that could name more: all that was used of them has the same word in the same place. Names of products and models do not count,
 * since a scenario has few of them, nor does what is made of digits.
 */
export function wider(statements: readonly PolicyStatement[], usedOn: UsedOn, mesh: Mesh): readonly string[] {
  const names = namesOf(mesh);
  return statements.flatMap((statement) =>
    statement.resources.flatMap((pattern, index) => {
      if (pattern === '*' || !pattern.includes('*')) return [];
      const common = inCommon(partsOf(pattern), [...usedOn(statement, index)].map(partsOf)).filter((word) => !names.has(word));
      return common.map((word) => `${statement.owner}: ${statement.id} on ${pattern}, where all that was used has ${word}`);
    }),
  );
}

/** Words that the pattern leaves open. A part that begins with something of its own is narrow enough. */
function inCommon(pattern: readonly string[], uses: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = uses;
  const open = pattern.findIndex((part) => part.includes('*'));
  return first.filter(
    (word, place) =>
      place >= open && (pattern[place] ?? '*') === '*' && /^[a-z]+(-[a-z]+)*(\.json)?$/.test(word) && !pattern.includes(word) && others.every((other) => other[place] === word),
  );
}

function partsOf(resource: string): readonly string[] {
  return resource.replaceAll('${AWS::', '${AWS.').replace('${Bucket.Arn}', 'arn:aws:s3:::bucket').split(/[/:]/);
}

function namesOf({ subscriptions }: Mesh): ReadonlySet<string> {
  // Of a log group nothing is named but its streams; features is the crawler of the scenarios.
  return new Set(['log-stream', 'features', ...subscriptions.flatMap(({ name, database, models }) => [name, database, ...models.flatMap((model) => [model.name, model.table, model.pipeline, model.modelPackageGroup])])]);
}
