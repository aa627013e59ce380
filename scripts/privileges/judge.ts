import { roleName, type PolicyStatement } from './statements.ts';
import { wantedRefusals, type Unseen } from './unseen.ts';
import { wider } from './wider.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import type { RecordOfFile, Refusal, Use } from './uses.ts';

/** What stands in the way of saying that each role may do what it needs, and nothing else. */
export interface Verdict {
  /** Actions and resource patterns of statements that no scenario needed, and that no service of AWS is known to need. */
  readonly unused: readonly string[];
  /** What the scenarios were refused. */
  readonly refused: readonly string[];
  /** What is said not to be seen here, and was. */
  readonly seen: readonly string[];
  /** What services of AWS need by themselves, and the statements do not allow. */
  readonly missing: readonly string[];
  /** Patterns of resources that take in more than was used, with what all uses have in common. */
  readonly wide: readonly string[];
}

/** Compares the statements of the templates' roles with what the scenarios used of them. */
export function judge(statements: readonly PolicyStatement[], records: readonly RecordOfFile[], unseen: readonly Unseen[], mesh: Mesh): Verdict {
  const usedOn = new Map<string, Set<string>>();
  for (const use of records.flatMap(({ uses }) => uses)) {
    const [, key] = keysOf(use);
    usedOn.set(key, (usedOn.get(key) ?? new Set()).add(use.on));
  }
  const uses = new Set(records.flatMap(({ uses: each }) => each).flatMap(keysOf));
  const isUnseen = (statement: PolicyStatement, action: string) => unseen.some((each) => covers(each, statement, action));
  const isUnseenOn = (statement: PolicyStatement, index: number) => unseen.some((each) => isAbout(each, statement) && each.resources.some((ending) => endsWith(statement.resources[index] ?? '', ending)));
  const own = statements.filter(({ policy }) => policy === 'identity');
  return {
    unused: own.flatMap((statement) => [
      ...statement.actions.filter((action) => !uses.has(actionKey(statement, action)) && !isUnseen(statement, action)).map((action) => `${statement.owner}: ${action} (${statement.id})`),
      ...statement.resources
        .filter((_, index) => !uses.has(resourceKey(statement, index)) && !isUnseenOn(statement, index))
        .map((resource) => `${statement.owner}: ${statement.id} on ${resource}`),
    ]),
    refused: records.flatMap(({ file, refusals }) =>
      refusals.filter((each) => each.role.startsWith('meshloop-') && !isWanted(each)).map(({ test, role, action, resource }) => `${roleName(role)}: ${action} on ${resource} (${file}, ${test})`),
    ),
    seen: own.flatMap((statement) => statement.actions.filter((action) => isUnseen(statement, action) && uses.has(actionKey(statement, action))).map((action) => `${statement.owner}: ${action} (${statement.id})`)),
    missing: unseen.flatMap((each) => missing(each, own)),
    wide: wider(own, (statement, index) => usedOn.get(resourceKey(statement, index)) ?? new Set(), mesh),
  };
}

function isWanted(refused: Refusal): boolean {
  return wantedRefusals.some(({ role, action, test }) => role === roleName(refused.role) && action === refused.action && refused.test.includes(test));
}

export function covers(each: Unseen, statement: PolicyStatement, action: string): boolean {
  return isAbout(each, statement) && each.actions.includes(action);
}

function isAbout({ role, statement }: Unseen, { policy, owner, id }: PolicyStatement): boolean {
  return policy === 'identity' && (role === undefined || role === owner) && statement === id;
}

export function endsWith(resource: string, ending: string): boolean {
  return resource === ending || (resource.startsWith('arn:') && resource.endsWith(`:${ending}`));
}

/** What AWS needs by itself, and the statements do not allow. */
function missing(each: Unseen, own: readonly PolicyStatement[]): readonly string[] {
  const statements = own.filter((statement) => isAbout(each, statement));
  if (statements.length === 0) return [...each.actions, ...each.resources].map((what) => `${each.role ?? 'any role'}: ${what} (${each.statement}), by ${each.source}`);
  return statements.flatMap(({ owner, actions, resources }) =>
    [...each.actions.filter((action) => !actions.includes(action)), ...each.resources.filter((ending) => !resources.some((resource) => endsWith(resource, ending)))].map(
      (what) => `${owner}: ${what} (${each.statement}), by ${each.source}`,
    ),
  );
}

/** The first of the files whose scenarios used an action of a statement. */
export function firstUse(statement: PolicyStatement, action: string, records: readonly RecordOfFile[]): string | undefined {
  return records.find(({ uses }) => uses.some((use) => keysOf(use)[0] === actionKey(statement, action)))?.file;
}

function keysOf({ policy, owner, statement, action, resource }: Use): [action: string, resource: string] {
  const of = { policy, owner: policy === 'identity' ? roleName(owner) : owner, id: statement };
  return [actionKey(of, action), resourceKey(of, resource)];
}

function actionKey({ policy, owner, id }: Pick<PolicyStatement, 'policy' | 'owner' | 'id'>, action: string): string {
  return `${policy} ${owner} ${id} ${action.toLowerCase()}`;
}

function resourceKey({ policy, owner, id }: Pick<PolicyStatement, 'policy' | 'owner' | 'id'>, index: number): string {
  return `${policy} ${owner} ${id} #${index}`;
}
