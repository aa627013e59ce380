/**
 * Reads a result file of Athena (Athena user guide, "Work with query results"): every value in double quotes, SQL NULL without any.
 * Returns the rows after the header.
 */
export function readResultRows(text: string): readonly (readonly (string | null)[])[] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  // Sticky: each match begins where the last one ended. Quoted or plain value, then what ends it.
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error('The result of the query is not a CSV file');
    const [, quoted, plain = '', end] = match;
    row.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  // The file ends after a comma: the last value is NULL.
  if (row.length > 0) rows.push([...row, null]);
  return rows.slice(1);
}
