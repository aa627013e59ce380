import type { Outcome } from './finding.ts';

/** A line for each check, then each finding with its remedy; the last line is the summary. */
export function report(outcomes: readonly Outcome[]): string {
  return [...outcomes.map(lineOf), '', ...outcomes.flatMap(findingsOf), summary(outcomes)].join('\n');
}

/** The outcomes for a program: what was not looked at has no findings to rely on. */
export function asJson(outcomes: readonly Outcome[]): string {
  const checks = outcomes.map((outcome) => ({
    title: outcome.check.title,
    account: outcome.check.account,
    state: outcome.state,
    ...(outcome.state === 'looked' && { findings: outcome.findings }),
    ...(outcome.state === 'could not look' && { reason: outcome.reason }),
  }));
  return JSON.stringify({ summary: summary(outcomes), checks }, undefined, 2);
}

function lineOf(outcome: Outcome): string {
  const { title } = outcome.check;
  switch (outcome.state) {
    case 'looked':
      return outcome.findings.length === 0 ? `  ok       ${title}` : `  finding  ${title} (${outcome.findings.length})`;
    case 'could not look':
      return `  unknown  ${title}: ${outcome.reason}`;
    case 'skipped':
      return `  skipped  ${title}: give --central-profile`;
  }
}

function findingsOf(outcome: Outcome): string[] {
  if (outcome.state !== 'looked') return [];
  const account = outcome.check.account === 'central' ? ' (in the central account)' : '';
  return outcome.findings.flatMap(({ what, why, remedy }) => [`${what}.`, `  Why it matters: ${why}`, `  Remedy${account}: ${remedy}`, '']);
}

export function summary(outcomes: readonly Outcome[]): string {
  const findings = outcomes.reduce((sum, outcome) => sum + (outcome.state === 'looked' ? outcome.findings.length : 0), 0);
  const count = (state: Outcome['state']) => outcomes.filter((outcome) => outcome.state === state).length;
  const parts = [`${count('looked')} checks made`, ...(count('could not look') > 0 ? [`${count('could not look')} could not look`] : []), ...(count('skipped') > 0 ? [`${count('skipped')} skipped`] : [])];
  return `${findings === 0 ? 'No findings' : findings === 1 ? '1 finding' : `${findings} findings`}: ${parts.join(', ')}.`;
}
