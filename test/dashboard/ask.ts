import { CloudWatchClient, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientConfig } from '../../local/core/clients.ts';
import type { Loop } from '../support/loop.ts';
import * as z from 'zod/mini';

const widget = z.object({ type: z.string(), x: z.number(), y: z.number(), width: z.number(), height: z.number(), properties: z.record(z.string(), z.unknown()) });
const body = z.object({ start: z.string(), periodOverride: z.string(), widgets: z.array(widget) });

export type Widget = z.infer<typeof widget>;

/** The dashboard as CloudWatch has it after the deployment. */
export async function dashboardOf(loop: Loop): Promise<z.infer<typeof body>> {
  const client = new CloudWatchClient(clientConfig(loop.cloud, loop.names.accounts.consumer));
  const { DashboardBody = '' } = await client.send(new GetDashboardCommand({ DashboardName: `meshloop-${loop.names.stage}` }));
  return body.parse(JSON.parse(DashboardBody));
}

/** What the custom widget answers, called as the console does. */
export async function show(loop: Loop, asked: object = {}, theme = 'light'): Promise<string> {
  const answer = await ask(loop, { ...asked, widgetContext: { theme, widgetId: 'widget-1', width: 588, height: 369, params: {} } });
  return z.string().parse(answer);
}

export async function ask(loop: Loop, event: object): Promise<unknown> {
  const client = new LambdaClient(clientConfig(loop.cloud, loop.names.accounts.consumer));
  const { Payload } = await client.send(new InvokeCommand({ FunctionName: `meshloop-${loop.names.stage}-show-products`, Payload: Buffer.from(JSON.stringify(event)) }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}
