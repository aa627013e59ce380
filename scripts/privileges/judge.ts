import { roleName, type PolicyStatement } from './statements.ts';
import { wantedRefusals, type Unseen } from './unseen.ts';
import type { RecordOfFile, Refusal, Use } from './uses.ts';

/** What stands in the way of saying that each role may do what it needs, and nothing else. */
export interface Verdict {
  /** Actions and resource patterns of statements that no scenario needed, and that no service of AWS is known to need. */
  readonly unused: readonly string[];
  /** What the scenarios were refused. */
  readonly refused: readonly string[];
  /** What is said not to be seen here, and was. */
  readonly seen: readonly string[];
}

/** Compares the statements of the templates' roles with what the scenarios used of them. */
export function judge(statements: readonly PolicyStatement[], records: readonly RecordOfFile[], unseen: readonly Unseen[]): Verdict {
  const uses = new Set(records.flatMap(({ uses: each }) => each).flatMap(keysOf));
  const isUnseen = (statement: PolicyStatement, action: string) => unseen.some((each) => covers(each, statement, action));
  const isUnseenOn = (statement: PolicyStatement, index: number) =>
    statement.actions.every((action) => isUnseen(statement, action)) || unseen.some(({ role, statement: id, resources }) => role === statement.owner && id === statement.id && resources?.includes(index));
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
  };
}

function isWanted(refused: Refusal): boolean {
  return wantedRefusals.some(({ role, action, test }) => role === roleName(refused.role) && action === refused.action && refused.test.includes(test));
}

export function covers({ role, statement, actions }: Unseen, { owner, id }: PolicyStatement, action: string): boolean {
  return role === owner && statement === id && (actions === undefined || actions.includes(action));
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
