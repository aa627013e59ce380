import { AwsError } from '../core/service.ts';
import { storedPolicy } from './role-store.ts';
import type { StoredPolicy } from './role-store.ts';

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** The few managed policies of AWS whose content the local cloud knows (AWS managed policy reference guide). */
const KNOWN: Readonly<Record<string, unknown>> = {
  'arn:aws:iam::aws:policy/AdministratorAccess': [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': [{ Effect: 'Allow', Action: LOGS, Resource: '*' }],
};

/** A policy of an account's own, or one of AWS. Throws for one that is not known: a guess at its content would widen or narrow the role. */
export function managedPolicy(arn: string, own: ReadonlyMap<string, StoredPolicy>): StoredPolicy {
  const kept = own.get(arn);
  if (kept) return kept;
  const statement = Object.hasOwn(KNOWN, arn) ? KNOWN[arn] : undefined;
  if (statement === undefined) {
    throw new AwsError(
      'NoSuchEntityException',
      `Policy ${arn} does not exist or is not attachable. The local cloud knows: ${Object.keys(KNOWN).join(', ')}`,
      404,
    );
  }
  return storedPolicy({ Version: '2012-10-17', Statement: statement }, 'identity');
}
