/** Rows as Athena's result files have them: every value quoted, NULL an empty field, each line ended by a line feed. */
export function toCsv(rows: Iterable<readonly (string | null)[]>): string {
  const lines: string[] = [];
  for (const row of rows) lines.push(`${row.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`);
  return lines.join('');
}

const FIELD = /(?:"((?:[^"]|"")*)"|)(,|\n)/y;

/** Reads what `toCsv` wrote. */
export function* readCsv(text: string): Generator<(string | null)[]> {
  FIELD.lastIndex = 0;
  let at = 0;
  let row: (string | null)[] = [];
  while (at < text.length) {
    FIELD.lastIndex = at;
    const match = FIELD.exec(text);
    if (!match) throw new Error(`the result file is not as it was written, at character ${at}`);
    at = FIELD.lastIndex;
    row.push(match[1] === undefined ? null : match[1].replaceAll('""', '"'));
    if (match[2] === '\n') {
      yield row;
      row = [];
    }
  }
}
