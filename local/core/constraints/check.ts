import { Checks } from './compile.ts';
import type { Problems } from '../protocol/problems.ts';

const known = new Map<string, Checks>();

/**
 * Checks a decoded input against the table of constraints: some microseconds, after the first call of a service read its
 * table and the first of an operation made its check. What is wrong goes to `problems`.
 */
export function checkInput(service: string, operation: string, input: unknown, problems: Problems): void {
  let checks = known.get(service);
  if (!checks) known.set(service, (checks = new Checks(service)));
  checks.ofOperation(operation)?.(input, '', problems);
}
