import { CloudWatchClient, GetDashboardCommand, GetMetricDataCommand, ListMetricsCommand, type Metric, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeQueryDefinitionsCommand, GetQueryResultsCommand, StartQueryCommand, type QueryDefinition } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { clientConfig } from '../../local/core/clients.ts';
import { start, type Loop } from '../support/loop.ts';

const widget = z.object({ type: z.string(), x: z.number(), y: z.number(), width: z.number(), height: z.number(), properties: z.looseObject({ title: z.optional(z.string()) }) });
const body = z.object({ start: z.string(), periodOverride: z.string(), widgets: z.array(widget) });

export type Widget = z.infer<typeof widget>;

/** A line of a graph: an expression alone, or namespace, name and dimensions with how it is drawn. */
const options = z.looseObject({ id: z.optional(z.string()), label: z.optional(z.string()), stat: z.optional(z.string()), expression: z.optional(z.string()), visible: z.optional(z.boolean()) });
const graph = z.looseObject({ metrics: z.array(z.array(z.union([z.string(), options]))), period: z.number() });

const config = (loop: Loop) => clientConfig(loop.cloud, loop.names.accounts.consumer);

/** The dashboard as CloudWatch has it after the deployment. */
export async function dashboardOf(loop: Loop): Promise<z.infer<typeof body>> {
  const { DashboardBody = '' } = await new CloudWatchClient(config(loop)).send(new GetDashboardCommand({ DashboardName: `meshloop-${loop.names.stage}` }));
  return body.parse(JSON.parse(DashboardBody));
}

/** What the custom widget answers, called as the console does. */
export async function show(loop: Loop, asked: object = {}, theme = 'light'): Promise<string> {
  const answer = await ask(loop, { ...asked, widgetContext: { theme, widgetId: 'widget-1', width: 588, height: 369, params: {} } });
  return z.string().parse(answer);
}

export async function ask(loop: Loop, event: object): Promise<unknown> {
  const { Payload } = await new LambdaClient(config(loop)).send(
    new InvokeCommand({ FunctionName: `meshloop-${loop.names.stage}-show-products`, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

/** A graph's lines, each as a query of GetMetricData. */
export function linesOf({ properties }: Widget): readonly MetricDataQuery[] {
  const { metrics, period } = graph.parse(properties);
  return metrics.map((line, index) => {
    const drawn = options.parse(line.find((part) => typeof part === 'object') ?? {});
    const [Namespace, MetricName, ...rest] = line.filter((part) => typeof part === 'string');
    const query = { Id: drawn.id ?? `m${index}`, Label: drawn.label ?? MetricName, ReturnData: drawn.visible !== false };
    if (drawn.expression !== undefined) return { ...query, Expression: drawn.expression };
    const Dimensions = Array.from({ length: rest.length / 2 }, (_, i) => ({ Name: rest[2 * i], Value: rest[2 * i + 1] }));
    return { ...query, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: period, Stat: drawn.stat ?? 'Sum' } };
  });
}

/** How many values each visible line of a graph has over all that has passed. */
export async function valuesOf(loop: Loop, shown: Widget): Promise<ReadonlyMap<string, readonly number[]>> {
  const { MetricDataResults = [] } = await new CloudWatchClient(config(loop)).send(
    new GetMetricDataCommand({ StartTime: new Date(start - 86_400_000), EndTime: new Date(loop.clock.now() + 86_400_000), MetricDataQueries: [...linesOf(shown)] }),
  );
  return new Map(MetricDataResults.map(({ Label = '', Values = [] }) => [Label, Values]));
}

/** Every metric of ours. */
export async function metricsOf(loop: Loop): Promise<readonly Metric[]> {
  const { Metrics = [] } = await new CloudWatchClient(config(loop)).send(new ListMetricsCommand({ Namespace: 'meshloop' }));
  return Metrics;
}

export async function savedQueries(loop: Loop): Promise<readonly QueryDefinition[]> {
  const { queryDefinitions = [] } = await new CloudWatchLogsClient(config(loop)).send(new DescribeQueryDefinitionsCommand({}));
  return queryDefinitions;
}

/** The rows of a query over all that was written. */
export async function rowsOf(loop: Loop, logGroupNames: readonly string[], queryString: string): Promise<readonly Record<string, string>[]> {
  const client = new CloudWatchLogsClient(config(loop));
  const { queryId } = await client.send(
    new StartQueryCommand({ logGroupNames: [...logGroupNames], queryString, startTime: Math.floor(start / 1000), endTime: Math.ceil(loop.clock.now() / 1000) }),
  );
  const { results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
  return results.map((row) => Object.fromEntries(row.map(({ field = '', value = '' }) => [field, value])));
}
