import type { CloudFormationResource } from './mesh-resources.ts';

/** The steps of the loop in order, as the functions count them (one metric for each event that they publish). */
const steps = [
  'DataProductChanged',
  'DataProductLinked',
  'AccessGranted',
  'CatalogRefreshed',
  'DataProfiled',
  'DriftChecked',
  'RetrainingRequested',
  'RetrainingStarted',
  'RetrainingFinished',
];

const namespace = 'meshloop';
const period = 300;

/** A first dashboard: how often each step of the loop was taken, and everything that failed. */
export function dashboard(functions: readonly string[]): CloudFormationResource {
  const body = {
    widgets: [
      graph(0, 0, 24, 'Steps of the loop', steps.map(total)),
      graph(0, 6, 12, 'Failures that need a person (Sync Failed)', [total('SyncFailed'), total('BadEvent')]),
      graph(12, 6, 12, 'Waiting in dead-letter queues', functions.map(deadLetters)),
      graph(
        0,
        12,
        12,
        'Errors of functions',
        functions.map((name) => lambda('Errors', name)),
      ),
      graph(
        12,
        12,
        12,
        'Duration of functions, 95th percentile (ms)',
        functions.map((name) => lambda('Duration', name, 'p95')),
      ),
    ],
  };
  return {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: 'meshloop-${sls:stage}', DashboardBody: { 'Fn::Sub': JSON.stringify(body) } },
  };
}

function graph(x: number, y: number, width: number, title: string, metrics: readonly unknown[]) {
  const properties = { title, metrics, region: '${AWS::Region}', period, stat: 'Sum', view: 'timeSeries' };
  return { type: 'metric', x, y, width, height: 6, properties };
}

/** Over all functions: the dimension `service` is the function's name, and some events come from several. */
function total(metric: string) {
  const expression = `SUM(SEARCH('{${namespace},service} MetricName="${metric}"', 'Sum', ${period}))`;
  return [{ expression, label: metric, id: metric.toLowerCase() }];
}

function lambda(metric: string, name: string, stat = 'Sum') {
  return ['AWS/Lambda', metric, 'FunctionName', `meshloop-\${sls:stage}-${name}`, { label: name, stat }];
}

function deadLetters(name: string) {
  const queue = `meshloop-\${sls:stage}-${name}-dlq`;
  return ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', queue, { label: name, stat: 'Maximum' }];
}
