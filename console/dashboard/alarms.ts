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

/** What an alarm means that is on is said with its page of the runbook; the others are folded away. */
export function alarmView(alarms: readonly MetricAlarm[]): Html {
  const on = alarms.filter(({ StateValue }) => StateValue === 'ALARM');
  const silent = alarms.filter(({ StateValue }) => StateValue === 'INSUFFICIENT_DATA').length;
  const others = alarms.length - on.length;
  const words = [others > silent && `● ${others - silent} OK`, silent > 0 && `○ ${silent} without data`].filter((word) => word !== false).join(', ');
  return html`${on.length === 0 && html`<p class="good">● No alarm is on.</p>`}${tiles(on)}${others > 0 && html`<details><summary>${words}</summary>${tiles(alarms.slice(on.length))}</details>`}`;
}

function tiles(alarms: readonly MetricAlarm[]): Html {
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
