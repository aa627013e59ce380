import type { CloudEvent } from '../core/cloud.ts';
import { DeliveryError } from './delivery-error.ts';
import type { Rule, Target } from './model.ts';

/** Whether the target receives the event as it is. */
export function takesWhole({ Input, InputPath, InputTransformer }: Target): boolean {
  return Input === undefined && InputPath === undefined && InputTransformer === undefined;
}

/** What a target receives, as JSON text (EventBridge user guide, "Input transformation"). Throws DeliveryError INVALID_JSON. */
export function targetInput(target: Target, rule: Rule, event: CloudEvent, ingestedAt: number): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap: paths = {}, InputTemplate: template = '' } = target.InputTransformer;
  const variables = new Map<string, unknown>(Object.entries(paths).map(([name, path]) => [name, valueAt(event, path)]));
  variables.set('aws.events.rule-arn', rule.arn);
  variables.set('aws.events.rule-name', rule.name);
  variables.set('aws.events.event.ingestion-time', new Date(ingestedAt).toISOString());
  variables.set('aws.events.event', withoutDetail(event));
  variables.set('aws.events.event.json', event);
  return fill(template, variables);
}

function withoutDetail({ detail: _detail, ...envelope }: CloudEvent): unknown {
  return envelope;
}

// Inside a quoted text a variable stands for its text, elsewhere for its JSON; one that was not found leaves nothing behind.
function fill(template: string, variables: ReadonlyMap<string, unknown>): string {
  let quoted = false;
  const filled = template.replaceAll(/\\.|"|<(?<name>[^<>\s]+)>/g, (token: string, name: string | undefined) => {
    if (token === '"') quoted = !quoted;
    if (name === undefined || !variables.has(name)) return token;
    const value = variables.get(name);
    if (value === undefined) return '';
    if (!quoted) return JSON.stringify(value);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
  try {
    JSON.parse(filled);
    return filled;
  } catch {
    throw new DeliveryError('INVALID_JSON', 'The input that the transformer made is not valid JSON.', false);
  }
}

/** JSON paths as EventBridge takes them: names with dots, and indices. Undefined where there is nothing. */
export function valueAt(event: unknown, path: string): unknown {
  if (path === '$') return event;
  const steps = [...path.replace(/^\$/, '').matchAll(/\.(?<name>[^.[\]]+)|\[(?<index>\d+)\]|\['(?<quoted>[^']+)'\]/g)];
  return steps.reduce<unknown>((value, { groups }) => {
    const step = groups?.['name'] ?? groups?.['index'] ?? groups?.['quoted'] ?? '';
    return typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
  }, event);
}
