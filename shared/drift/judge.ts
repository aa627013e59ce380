import { compareColumn } from './compare-column.ts';
import type { Rows } from './compare-column.ts';
import { decideColumns } from './decide-columns.ts';
import { confirmedLevel, foundLevel, weightedShare } from './level.ts';
import { matchColumns } from './matching.ts';
import type { Exact } from './measures.ts';
import { outgrown } from './outgrown.ts';
import { samplePair } from './profile-sample.ts';
import { scoreSamples } from './score-samples.ts';
import type { Profile } from './profile.ts';
import type { Reconstruction } from './reconstruction.ts';
import { rowFindings } from './row-findings.ts';
import { complete } from './settings.ts';
import type { Settings } from './settings.ts';
import type { ColumnVerdict, Finding, Level, Verdict } from './verdict.ts';
import { score } from './words.ts';

export interface Case {
  readonly profile: Profile;
  readonly baseline: Profile;
  readonly settings?: Partial<Settings>;
  /** What earlier verdicts on this model found (`found`), oldest first: for hysteresis. */
  readonly history?: readonly Level[];
  /** Milliseconds since the data last changed, where known. */
  readonly age?: number;
  /** Columns of which more is known than the profiles say. They are compared even where they move on by their nature. */
  readonly exact?: ReadonlyMap<string, Exact>;
  readonly multivariate?: Reconstruction;
  /** What the caller found beside. */
  readonly findings?: readonly Finding[];
}

/** The verdict on a profile against the baseline's. Pure: the same counts and settings give the same verdict. */
export function judge({ profile, baseline, settings = {}, history = [], age, exact, multivariate, findings: others = [] }: Case): Verdict {
  const chosen = complete(settings);
  const rows = { baseline: baseline.rows, current: profile.rows };
  const { pairs, findings } = matchColumns(baseline, profile, chosen.ignore, [...Object.keys(chosen.thresholds), ...(exact?.keys() ?? [])]);
  const enough = Math.min(rows.baseline, rows.current) >= chosen.minimumRows;
  const columns = !enough ? [] : chosen.preset === 'meshloop'
    ? decideColumns(pairs.map((pair) => compareColumn(pair, rows, chosen.test, exact?.get(pair.baseline.name))), chosen)
    : scoreSamples(pairs.map((pair) => samplePair(pair)), rows, chosen);
  const verdict = conclude(columns, [...findings, ...relations(multivariate), ...others, ...rowFindings(rows, chosen, age), ...pairs.flatMap(outgrown)], rows, { settings: chosen, history });
  return multivariate === undefined ? verdict : { ...verdict, multivariate };
}

function relations(found: Reconstruction | undefined): readonly Finding[] {
  if (found?.drifted !== true) return [];
  return [{ kind: 'relations', text: `The relations between the number columns changed (reconstruction error ${score(found.score)}, threshold ${score(found.threshold)})` }];
}

/** The verdict from what is known of the columns. */
export function conclude(
  columns: readonly ColumnVerdict[],
  findings: readonly Finding[],
  rows: Rows,
  { settings, history }: { readonly settings: Settings; readonly history: readonly Level[] },
): Verdict {
  const share = weightedShare(columns, settings.weights);
  const found = foundLevel(columns, findings, share, settings);
  const byScore = (level: Level) => columns.filter((column) => column.level === level).toSorted((a, b) => b.score - a.score);
  return {
    level: confirmedLevel(found, history, settings.hysteresis),
    found,
    preset: settings.preset,
    rows,
    columns,
    share,
    reasons: [...byScore('drift'), ...byScore('possible')].map(({ reason }) => reason).concat(findings.filter(({ kind }) => kind !== 'left-out').map(({ text }) => text)),
    findings,
  };
}
