import type { DeadLetter } from './dead-letter.ts';
import type { Queue } from './queues.ts';
import type { Redriven } from './redrive.ts';

const heads = ['Age', 'Function', 'Step', 'Product', 'Class', 'Reason'];

/** What lies in the queues, for a terminal. */
export function listing(queues: readonly Queue[], now: number): string {
  const letters = queues.flatMap((queue) => queue.letters).sort((a, b) => a.at.getTime() - b.at.getTime());
  const unknown = queues.flatMap(({ url, unknown: each }) => each.map(({ messageId, why }) => `${queueName(url)}: message ${messageId} is left alone: ${why}.`));
  if (letters.length === 0) return ['The dead-letter queues hold nothing to do again.', ...unknown].join('\n');
  const rows = [heads, ...letters.map((letter) => cells(letter, now))];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
  return [...lines, ...unknown, '', 'Mend the cause first; then --go has them done again.'].join('\n');
}

/** What was done again, for a terminal. */
export function told(done: readonly Redriven[]): string {
  if (done.length === 0) return 'The dead-letter queues hold nothing to do again.';
  const lines = done.map(({ letter: { functionName, step, product = '-' }, failed }) => `${failed === undefined ? 'done  ' : 'failed'}  ${functionName}  ${step}  ${product}${failed === undefined ? '' : `: ${failed}`}`);
  const failures = done.filter(({ failed }) => failed !== undefined).length;
  return [...lines, '', `${done.length - failures} done, ${failures} failed again${failures > 0 ? ' and stay in their queues' : ''}`].join('\n');
}

/** The queues as JSON, without what only SQS needs. */
export function asJson(queues: readonly Queue[]): string {
  const own = queues.flatMap(({ url, letters }) => letters.map(({ receiptHandle: _handle, ...letter }) => ({ queue: queueName(url), ...letter })));
  return JSON.stringify(own, undefined, 2);
}

function cells({ at, functionName, step, product = '-', failure, reason }: DeadLetter, now: number): readonly string[] {
  return [age(now - at.getTime()), functionName, step, product, failure, reason.length > 80 ? `${reason.slice(0, 79)}…` : reason];
}

function age(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}

const queueName = (url: string) => url.slice(url.lastIndexOf('/') + 1);
