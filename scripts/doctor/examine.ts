import { checks } from './checks/index.ts';
import type { Check, Outcome } from './finding.ts';
import type { Look } from './look.ts';

/** Makes every check, one after the other. Without credentials for central, those about it are skipped. */
export async function examine(look: Look, withCentral: boolean): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const check of checks) outcomes.push(check.account === 'central' && !withCentral ? { check, state: 'skipped' } : await outcomeOf(check, look));
  return outcomes;
}

async function outcomeOf(check: Check, look: Look): Promise<Outcome> {
  try {
    return { check, state: 'looked', findings: await check.findings(look) };
  } catch (error) {
    return { check, state: 'could not look', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** 0 clean, 2 findings, 1 nothing found but not everything could be looked at. */
export function exitCode(outcomes: readonly Outcome[]): 0 | 1 | 2 {
  if (outcomes.some((outcome) => outcome.state === 'looked' && outcome.findings.length > 0)) return 2;
  return outcomes.some(({ state }) => state === 'could not look') ? 1 : 0;
}
