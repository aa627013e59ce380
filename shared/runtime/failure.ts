import { BadEvent, SyncError, type FailureClass } from './errors.ts';

export interface Failure {
  readonly failure: FailureClass;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** One rule: an error whose code and message match is of this class. */
type Rule = readonly [failure: FailureClass, code: RegExp, message: RegExp];

const any = /(?:)/;

/**
 * In order: the message tells more than the code where Lake Formation hides throttling in InvalidInputException,
 * answers AccessDenied for what is not there, and names a missing permission of IAM and of its own alike.
 */
const rules: readonly Rule[] = [
  ['throttled', any, /rate exceeded|throttl|too many requests/i],
  ['throttled', /throttl|toomanyrequests|requestlimitexceeded|slowdown|limitexceeded/i, any],
  ['retry', any, /retry in a short while|permission (update|delete) failed/i],
  ['already done', any, /no permissions revoked|grantee has no permissions/i],
  ['coalesced', /^CrawlerRunningException$/, any],
  ['already done', /^(AlreadyExistsException|PreconditionFailed)$/, any],
  ['gone', any, /invalid principal/i],
  // A table is asked about, and its database has become a link: there is no such table.
  ['gone', any, /cannot be a link for this operation/i],
  // Another account's catalog has no policy for us until it shares something with us.
  ['not yet visible', any, /no resource-based policy allows the glue:/i],
  ['denied', any, /is not authorized to perform/i],
  ['not yet visible', any, /insufficient (lake formation|glue) permission|does not exist or requester is not authorized/i],
  ['not yet visible', /^AccessDenied(Exception)?$/, any],
  ['gone', /notfound|nosuch(key|bucket)/i, any],
  ['gone', any, /does not exist|not found/i],
  ['retry', /concurrent|conflict|internal|serviceunavailable|operationtimeout|resourcenotready|timeout|econn|expiredtoken/i, any],
  ['invalid', /invalid|validation|malformed|keytoolong/i, any],
];

const remedies: Readonly<Record<FailureClass, string>> = {
  retry: 'Nothing: it is tried again. If it ends in the dead-letter queue, redrive it from there.',
  coalesced: 'Nothing: another run covers it.',
  'already done': 'Nothing: it was done before.',
  'not yet visible': 'Check that the central account shares the product with this account.',
  throttled: 'Nothing: it is tried again. If it repeats, ask AWS for a higher quota.',
  denied: 'Give the role of the function the permission that the message names, then redeploy.',
  gone: 'Restore what the message names, or remove it from mesh.yml.',
  invalid: 'Correct what the message names in mesh.yml or in the catalog.',
};

/** Classifies an error of the AWS SDK or of our own by its code and message. What nobody knows is worth another try. */
export function classify(error: unknown): Failure {
  const { code, message } = describe(error);
  if (error instanceof SyncError) return { failure: error.failure, code, message, remedy: error.remedy };
  if (error instanceof BadEvent)
    return { failure: 'invalid', code, message, remedy: 'Find out who sent the event: it does not follow its contract.' };
  const failure = rules.find(([, codes, messages]) => codes.test(code) && messages.test(message))?.[0] ?? 'retry';
  return { failure, code, message, remedy: remedies[failure] };
}

/** Whether trying again is in vain. */
export function isPermanent({ failure }: Pick<Failure, 'failure'>): boolean {
  return failure === 'denied' || failure === 'gone' || failure === 'invalid';
}

/** Whether `error` is AWS's error of one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && codes.includes(error.name);
}

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'Unknown', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' && error.name === 'Error' ? error.code : error.name;
  return { code, message: error.message };
}
