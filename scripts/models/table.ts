import type { ModelVersion } from './packages.ts';

const heads = ['', 'Version', 'Created', 'Approval', 'Change', 'Data', 'Reason', 'Drift', 'AUC (95 %)', 'Cross-val.', 'Rows'];

/** The packages of one group for a terminal; `*` marks the champion. */
export function table(group: string, versions: readonly ModelVersion[]): string {
  if (versions.length === 0) return `${group}: no packages`;
  const rows = versions.map(cells);
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd();
  const notes = versions.flatMap(({ version, note }) => (note === null ? [] : [`${version}: ${note}`]));
  return [`${group} (* champion)`, line(heads), ...rows.map(line), ...notes].join('\n');
}

function cells({ champion, version, created, approval, changeId, profileDigest, reason, drift, metrics }: ModelVersion): readonly string[] {
  const rows = Object.values(metrics?.rows ?? {}).reduce((sum, count) => sum + count, 0);
  return [
    champion ? '*' : '',
    String(version),
    created.slice(0, 16).replace('T', ' '),
    approval,
    changeId ?? '-',
    profileDigest?.slice(0, 8) ?? '-',
    reason ?? '-',
    drift ?? '-',
    metrics === null ? '-' : `${metrics.auc.value.toFixed(3)} (${metrics.auc.low.toFixed(3)}–${metrics.auc.high.toFixed(3)})`,
    metrics === null ? '-' : metrics.auc_cross_validated.toFixed(3),
    metrics === null ? '-' : String(rows),
  ];
}
