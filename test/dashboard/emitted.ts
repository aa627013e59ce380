import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { meshContracts } from '../../events/contracts.ts';
import { hold } from '../../events/mesh/retraining.ts';
import { findingKinds } from '../../shared/access/action.ts';
import type { FailureClass } from '../../shared/runtime/errors.ts';
import { root } from '../packaging/templates.ts';

const classes = Object.keys({
  retry: 0, coalesced: 0, 'already done': 0, 'not yet visible': 0, throttled: 0, denied: 0, gone: 0, invalid: 0,
} satisfies Record<FailureClass, 0>);

/** What ends a run, as `finish-retraining` counts it. */
const ends = ['Succeeded', 'Failed', 'Stopped', 'Gone'];

/**
 * The names of all metrics that the functions can emit: each event that they publish, and what their sources count or measure. Where a
 * name is put together, all that it can become.
 */
export function emittable(): ReadonlySet<string> {
  const sources = globSync(['functions/*.ts', 'shared/**/*.ts'], { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
  const written = sources.flatMap((source) => [...source.matchAll(/\b(?:count|measure)\((.+?)\);/g)].flatMap(([, argument = '']) => namesIn(argument)));
  const templates: Readonly<Record<string, readonly string[]>> = { 'failure ${failure}': classes, 'run ${status}': ends, 'held for ${why}': hold._zod.def.getter().options };
  const whole = written.flatMap((name) => templates[name]?.map((part) => name.replace(/\$\{\w+\}/, part)) ?? [name]);
  return new Set([...whole, ...findingKinds, ...meshContracts.map(({ detailType }) => detailType), 'Latency'].map(metricName));
}

/** Texts and templates among the arguments; the unit of what is measured is none. */
function namesIn(argument: string): readonly string[] {
  const names = [...argument.matchAll(/'([^']+)'|`([^`]+)`/g)].flatMap(([, text, template]) => text ?? template ?? []);
  return names.filter((name) => !['Bytes', 'Seconds', 'Milliseconds'].includes(name));
}

function metricName(what: string): string {
  return what.split(/\s+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
