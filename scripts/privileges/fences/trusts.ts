import type { Policies } from '../deployed.ts';
import { kebab, told, type PolicyStatement } from '../statements.ts';

interface Trust {
  readonly principals: readonly string[];
  readonly condition: string;
}

const ownAccount = 'StringEquals aws:SourceAccount = ${AWS::AccountId}';

/** Services that take a role's place. All others are roles of functions. */
const services: Readonly<Record<string, Trust>> = {
  scheduler: { principals: ['scheduler.amazonaws.com'], condition: ownAccount },
  pipeline: { principals: ['sagemaker.amazonaws.com'], condition: ownAccount },
  forward: { principals: ['events.amazonaws.com'], condition: ownAccount },
  'tell-central': { principals: ['events.amazonaws.com'], condition: ownAccount },
  // Neither is documented to name its source here (SageMaker AI developer guide, "Cross-service confused deputy prevention", has no Feature Store).
  'feature-store': { principals: ['sagemaker.amazonaws.com'], condition: '' },
  'feature-reading': { principals: ['lakeformation.amazonaws.com'], condition: '' },
};

/** Lambda names no source (Lambda developer guide, "Defining Lambda function permissions with an execution role"). */
const lambda: Trust = { principals: ['lambda.amazonaws.com'], condition: '' };

/** Who may take a role's place: one service, or the functions that do. */
export function trusts({ statements }: Policies): readonly string[] {
  const readers = statements.filter(({ actions, resources }) => actions.includes('sts:AssumeRole') && resources.some((resource) => resource.includes('-reader-'))).map(({ owner }) => owner);
  const roles = Map.groupBy(statements.filter(({ policy }) => policy === 'trust'), ({ owner }) => owner);
  return [...roles].flatMap(([role, [first, ...others]]) => [
    ...others.map((statement) => told(statement, 'is one way too many to take the role’s place')),
    ...(first === undefined ? [] : role === 'reader' ? ofReaders(first, readers) : ofService(first, services[role] ?? lambda)),
  ]);
}

function ofService(statement: PolicyStatement, expected: Trust): readonly string[] {
  const { principals, condition } = statement;
  return isSame(statement, expected) ? [] : [told(statement, `admits ${principals.join(', ')}${condition === '' ? ' without a condition' : ` where ${condition}`}`)];
}

function isSame({ effect, principals, actions, condition }: PolicyStatement, expected: Trust): boolean {
  return effect === 'Allow' && actions.join() === 'sts:AssumeRole' && principals.join() === expected.principals.join() && condition === expected.condition;
}

/** Exactly the functions that may assume readers’ roles are admitted there. */
function ofReaders(statement: PolicyStatement, readers: readonly string[]): readonly string[] {
  const admitted = statement.principals.map((principal) => kebab(/^\$\{(\w+)Role\.Arn\}$/.exec(principal)?.[1] ?? principal));
  const strangers = admitted.filter((each) => !readers.includes(each)).map((each) => told(statement, `admits ${each}, which does not read`));
  const kept = readers.filter((each) => !admitted.includes(each)).map((each) => told(statement, `does not admit ${each}, which reads`));
  return [...strangers, ...kept, ...(statement.actions.join() === 'sts:AssumeRole' ? [] : [told(statement, `allows ${statement.actions.join(', ')}`)])];
}
