import type { Settings } from './settings.ts';
import type { Finding } from './verdict.ts';
import { percent } from './words.ts';

/** Growth, shrinkage and age of the data. `age`: milliseconds since the data last changed, where known. */
export function rowFindings(rows: { readonly baseline: number; readonly current: number }, settings: Settings, age: number | undefined): readonly Finding[] {
  const change = `${rows.baseline} rows in the baseline, ${rows.current} now`;
  const findings: Finding[] = [];
  if (Math.min(rows.baseline, rows.current) < settings.minimumRows) {
    findings.push({ kind: 'few-rows', text: `Too few rows for a verdict by columns (${change}; at least ${settings.minimumRows} needed)` });
  }
  if (rows.current >= rows.baseline * settings.growth && rows.current > rows.baseline) findings.push({ kind: 'growth', text: `The data grew (${change})` });
  if (rows.current <= rows.baseline * settings.shrinkage && rows.current < rows.baseline) {
    findings.push({ kind: 'shrinkage', text: `The data shrank to ${percent(rows.current / rows.baseline)} (${change})` });
  }
  if (age !== undefined && age > settings.maximumAge) findings.push({ kind: 'age', text: `The data is ${hours(age)} old, more than ${hours(settings.maximumAge)}` });
  return findings;
}

function hours(milliseconds: number): string {
  return `${(milliseconds / 3_600_000).toFixed(1)} hours`;
}
