import { alarms } from './alarms.ts';
import { costs } from './costs.ts';
import type { CloudFormationResource } from './mesh-resources.ts';
import { columnDrift, logGroup, problems, productStates, throttled, wentWrong, type Query } from './queries.ts';

const stage = '${sls:stage}';
const hour = 3600;

/** The loop in order, as the functions count it: one metric for each event that they publish. */
const steps = [
  'DataProductChanged', 'DataProductLinked', 'AccessGranted', 'CatalogRefreshed', 'DataProfiled', 'DriftChecked',
  'RetrainingRequested', 'RetrainingStarted', 'RetrainingFinished',
];
const runs = ['RetrainingRequested', 'RetrainingHeld', 'RetrainingStarted', 'RunSucceeded', 'RunFailed', 'RunStopped', 'RunGone'];
const failures = [
  'FailureRetry', 'FailureThrottled', 'FailureNotYetVisible', 'FailureDenied', 'FailureGone', 'FailureInvalid', 'FailureCoalesced', 'FailureAlreadyDone', 'BadEvent',
];
/** They are asked by a person or by CloudFormation: no event, no latency, no dead letter of the loop. */
const outsideLoop = ['publish-code', 'show-products'];

/** One screen from a change to a retrained model. Widgets stand on a grid of 24 columns (CloudWatch API reference, "Dashboard body structure and syntax"). */
export function dashboardBody(functions: readonly string[]) {
  const loop = functions.filter((name) => !outsideLoop.includes(name));
  return {
    start: '-P1D',
    periodOverride: 'inherit',
    widgets: [
      place(0, 0, 24, 2, 'text', { markdown: introduction, background: 'transparent' }),
      place(0, 2, 24, 3, 'alarm', { title: 'Alarms', alarms: alarms(functions).map(({ name }) => alarmArn(name)) }),
      place(0, 5, 24, 12, 'custom', { title: 'Products', endpoint: functionArn('show-products'), params: {}, updateOn: { refresh: true, resize: false, timeRange: false } }),
      log(0, 17, 24, 6, 'Problems: which product, since when, why, what to do', problems, functions, 'table'),

      graph(0, 23, 12, 'Steps of the loop', steps.map((name) => own(name))),
      graph(12, 23, 12, 'From an event to the end of the work for it, 90th percentile (ms)', loop.map(latency)),
      graph(0, 29, 6, 'Age of the oldest change on its way to its profile (s)', [own('OldestChange', 'Maximum')], hour),
      log(6, 29, 6, 6, 'Products by state, as reconcile found them', productStates, functions, 'bar'),
      graph(12, 29, 12, 'Runs', runs.map((name) => own(name))),

      log(0, 35, 24, 7, 'Drift of columns as a share of their threshold: from 1 on a column drifts', columnDrift, functions, 'timeSeries'),

      graph(0, 42, 8, 'Failures by class', failures.map((name) => own(name))),
      graph(8, 42, 8, 'Dead letters', [...loop, 'tell-central'].map(deadLetters)),
      graph(16, 42, 8, 'Calls of AWS, and those that it throttled', [own('AwsCall'), own('AwsThrottled')]),
      graph(0, 48, 8, 'Errors of functions', functions.map((name) => lambda('Errors', name, 'Sum'))),
      graph(8, 48, 8, 'Duration of functions, 95th percentile (ms)', functions.map((name) => lambda('Duration', name, 'p95'))),
      log(16, 48, 8, 6, 'Throttled calls', throttled, functions, 'table'),

      graph(0, 54, 24, 'Estimated cost by the day ($, list prices of us-east-1)', costs(functions), 24 * hour, { stacked: true }),
      log(0, 60, 24, 8, 'What went wrong last', wentWrong, functions, 'table'),
    ],
  };
}

export function dashboard(functions: readonly string[]): CloudFormationResource {
  return {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: `meshloop-${stage}`, DashboardBody: { 'Fn::Sub': JSON.stringify(dashboardBody(functions)) } },
  };
}

const introduction = [
  `**meshloop ${stage}**: from a change of a data product to a retrained model. First the alarms, then each product with its links;`,
  'below, the numbers behind them. Each alarm has its page in `docs/runbook.md`, this screen its own in `docs/operations.md`.',
].join(' ');

function place(x: number, y: number, width: number, height: number, type: 'text' | 'alarm' | 'custom' | 'metric' | 'log', properties: object) {
  return { type, x, y, width, height, properties };
}

function graph(x: number, y: number, width: number, title: string, metrics: readonly unknown[], period = 300, more: object = {}) {
  return place(x, y, width, 6, 'metric', { title, metrics, region: '${AWS::Region}', period, stat: 'Sum', view: 'timeSeries', ...more });
}

/** In a dashboard the log groups stand before the query, each as a source. */
function log(x: number, y: number, width: number, height: number, title: string, { functions: read, lines }: Query, functions: readonly string[], view: 'table' | 'bar' | 'timeSeries') {
  const sources = (read ?? functions).map((name) => `SOURCE '${logGroup(name)}'`);
  return place(x, y, width, height, 'log', { title, query: `${sources.join(' | ')} | ${lines.join('\n')}`, region: '${AWS::Region}', view, stacked: false });
}

function own(name: string, stat = 'Sum') {
  return ['meshloop', name, 'stage', stage, { label: name, stat }];
}

function latency(name: string) {
  return ['meshloop', 'Latency', 'stage', stage, 'service', name, { label: name, stat: 'p90' }];
}

function lambda(metric: string, name: string, stat: string) {
  return ['AWS/Lambda', metric, 'FunctionName', `meshloop-${stage}-${name}`, { label: name, stat }];
}

function deadLetters(name: string) {
  return ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', `meshloop-${stage}-${name}-dlq`, { label: name, stat: 'Maximum' }];
}

function alarmArn(name: string): string {
  return `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:meshloop-${stage}-${name}`;
}

function functionArn(name: string): string {
  return `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:meshloop-${stage}-${name}`;
}
