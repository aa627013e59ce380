import { styleText } from 'node:util';
import type { CloudEvent, Observation } from '../core/cloud.ts';
import type { Accounts } from './accounts.ts';

/** One line of the timeline. */
export interface Line {
  /** Cloud time since the start, milliseconds. */
  readonly cloud: number;
  /** Time on the wall since the start, milliseconds. */
  readonly wall: number;
  readonly account: string;
  readonly kind: 'action' | 'aws' | 'mesh' | 'call' | 'problem';
  readonly text: string;
}

/** Calls that change something are worth a line; reads are not. */
const shownCalls: Readonly<Record<string, readonly string[]>> = {
  glue: ['CreateDatabase', 'CreateTable', 'UpdateTable', 'StartCrawler'],
  lakeformation: ['GrantPermissions', 'BatchGrantPermissions'],
  athena: ['StartQueryExecution'],
  sagemaker: ['StartPipelineExecution'],
};

/** What an observation of the cloud says to a reader, or undefined where it says nothing new. */
export function describe(observation: Observation): { kind: Line['kind']; text: string } | undefined {
  switch (observation.kind) {
    case 'event':
      return describeEvent(observation.event, observation.account);
    case 'call':
      if (!observation.caller.roleArn || !shownCalls[observation.service]?.includes(observation.operation)) return undefined;
      return observation.error
        ? { kind: 'problem', text: `${observation.operation} by ${roleName(observation.caller.roleArn)}: ${observation.error}` }
        : { kind: 'call', text: `${observation.operation} by ${roleName(observation.caller.roleArn)}` };
    case 'invocation':
      if (observation.phase !== 'failed' && observation.phase !== 'dead-lettered') return undefined;
      return { kind: 'problem', text: `${observation.functionName} ${observation.phase} (attempt ${observation.attempt}): ${observation.error ?? ''}` };
    case 'dropped':
      return { kind: 'problem', text: `${observation.what} dropped: ${observation.why}` };
    case 'log':
      return undefined;
  }
}

/** A line for a terminal: both clocks, the account, what happened. */
export function format(line: Line, accounts: Accounts, colour: boolean): string {
  const account = Object.entries(accounts).find(([, id]) => id === line.account)?.[0] ?? line.account;
  const text = colour ? styleText(colours[line.kind], line.text, { validateStream: false }) : line.text;
  return `${clock(line.cloud)}  ${(line.wall / 1000).toFixed(2).padStart(6)}s  ${account.padEnd(8)}  ${marks[line.kind]} ${text}`;
}

const colours = { action: 'bold', aws: 'cyan', mesh: 'green', call: 'dim', problem: 'red' } as const;
const marks = { action: '*', aws: '<', mesh: '>', call: ' ', problem: '!' } as const;

function describeEvent(event: CloudEvent, account: string): { kind: Line['kind']; text: string } | undefined {
  // A forwarded event is shown where it arose, once.
  if (event.account !== account) return undefined;
  const detail = event.detail;
  if (event.source === 'meshloop') return { kind: 'mesh', text: `${event['detail-type']}${subject(detail)}` };
  if (event['detail-type'] === 'AWS API Call via CloudTrail') return undefined;
  const facts = texts({ ...detail, newState: record(detail['state'])['value'] }, [
    'alarmName', 'newState', 'typeOfChange', 'tableName', 'changedTables', 'event', 'status', 'state', 'crawlerName', 'currentState', 'workgroupName',
    'currentPipelineExecutionStatus', 'ModelPackageGroupName', 'ModelPackageVersion', 'ModelApprovalStatus', 'stepName', 'currentStepStatus',
  ]);
  return { kind: 'aws', text: `${event['detail-type']}: ${facts.join(' ')}` };
}

/** Product and the most telling values of one of meshloop's own events. */
function subject(detail: Record<string, unknown>): string {
  const product = record(record(detail['metadata'])['product']);
  const name = texts(product, ['database', 'table']).join('.');
  const facts = texts(record(detail['data']), ['link', 'wait', 'level', 'model', 'reason', 'status']);
  return [name && ` ${name}`, facts.length > 0 && ` (${facts.join(', ')})`].filter(Boolean).join('');
}

/** The members of these names, as text: words, numbers and lists of them. */
function texts(of: Record<string, unknown>, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = of[name];
    if (typeof value === 'string' || typeof value === 'number') return [String(value)];
    return Array.isArray(value) && value.length > 0 ? [value.filter((each) => typeof each === 'string').join(', ')] : [];
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function roleName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const part = (value: number) => String(value).padStart(2, '0');
  return `+${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`;
}
