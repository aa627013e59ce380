import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format } from 'node:util';
import type { Clock } from '../core/clock.ts';

export type WriteLine = (line: string) => void;

/** A standard stream whose complete lines go to the function's log. */
export function lineStream(write: WriteLine): Writable {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) write(line);
      done();
    },
  });
}

const LEVELS = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

/**
 * `console` as the Node.js runtime of Lambda patches it: time, request id and level before each message, and one log event per call
 * (Lambda developer guide, "Log and monitor Node.js Lambda functions").
 */
export function lambdaConsole(
  clock: Clock,
  streams: { stdout: Writable; stderr: Writable },
  write: WriteLine,
  requestId: () => string,
): Console {
  const patched = new Console(streams);
  for (const [method, level] of Object.entries(LEVELS)) {
    const print = (...args: unknown[]) => write(consoleLine(clock, requestId(), level, format(...args)));
    Object.defineProperty(patched, method, { value: print, writable: true, configurable: true });
  }
  return patched;
}

/** One line in the runtime's text format; line breaks inside a message become carriage returns there. */
export function consoleLine(clock: Clock, requestId: string, level: string, message: string): string {
  return `${new Date(clock.now()).toISOString()}\t${requestId}\t${level}\t${message.replaceAll('\n', '\r')}`;
}
