import { CloudWatchClient, paginateDescribeAlarms, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { html, type Html } from '../html.ts';
import type { Place } from '../place.ts';
import { dateAndTime } from '../time.ts';

/** The alarms of these ARNs, those in alarm first. */
export async function readAlarms(place: Place, arns: readonly string[]): Promise<readonly MetricAlarm[]> {
  const client = new CloudWatchClient(await place.asAdministrator());
  const found: MetricAlarm[] = [];
  for await (const page of paginateDescribeAlarms({ client }, {})) found.push(...(page.MetricAlarms ?? []));
  const wanted = new Set(arns);
  return found.filter(({ AlarmArn = '' }) => wanted.has(AlarmArn)).toSorted((a, b) => rank(a) - rank(b));
}

const states = { ALARM: '▲ in alarm', INSUFFICIENT_DATA: '○ no data', OK: '● OK' } as const;
const order = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

/** A tile for each. What an alarm that is not OK means is said beside it, with its page of the runbook. */
export function alarmView(alarms: readonly MetricAlarm[]): Html {
  return html`<ul class="alarms">${alarms.map(({ AlarmName = '', StateValue = 'INSUFFICIENT_DATA', StateUpdatedTimestamp, AlarmDescription = '' }) => html`<li class="${StateValue}"><b>${AlarmName}</b> <span class="state">${states[StateValue]}</span>
${StateValue === 'ALARM' && html`<span class="since">since ${dateAndTime(StateUpdatedTimestamp?.getTime() ?? 0)}</span> ${described(AlarmDescription)}`}</li>`)}</ul>`;
}

/** The description, its reference to the runbook as a link to it. */
function described(text: string): Html {
  const [whole, section] = /\S*docs\/runbook\.md#([\w-]+)/.exec(text) ?? [];
  if (whole === undefined) return html`<p>${text}</p>`;
  return html`<p>${text.replace(whole, '')}<a href="/_console/docs/runbook.md#${section}">runbook: ${section}</a></p>`;
}

function rank({ StateValue }: MetricAlarm): number {
  return order.indexOf(StateValue ?? 'OK');
}
