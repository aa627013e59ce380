import type { Kill } from './kill.ts';
import type { Played } from './play.ts';

/**
 * Every point at which a function of the reference run may die: before its first request to AWS, and after each took effect, which is also
 * before the next. The functions send one request at a time.
 */
export function everyKill({ attempts }: Pick<Played, 'attempts'>, times: number): readonly Kill[] {
  const seen = new Map<string, number>();
  return attempts.flatMap(({ functionName, requests }) => {
    const attempt = (seen.get(functionName) ?? 0) + 1;
    seen.set(functionName, attempt);
    return Array.from({ length: requests + 1 }, (_, after): Kill => ({ functionName, attempt, after, times }));
  });
}
