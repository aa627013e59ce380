/** Longer statements are cut: a log line has its limits. */
const longest = 2000;

/**
 * What a statement of Athena is made of. In this order: texts in single quotes, names in double quotes and backticks, comments of both kinds,
 * words (so that their digits are no numbers), numbers, blanks, and any other character. What is not closed runs to the end.
 */
const token = /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[\p{L}_][\p{L}\p{N}_]*|\.?\p{N}[\p{L}\p{N}_.]*(?:(?<=[eE])[+-]\p{N}+)?|\s+|./gsu;

/**
 * A statement without what may be data: each text and number is `?`, comments are gone. Statements other than DML follow Hive,
 * where double quotes hold texts (Athena user guide, "Reserved keywords"): those are masked too.
 */
export function maskQuery(sql: string, statementType: string): string {
  let masked = '';
  for (const [part] of sql.matchAll(token)) {
    const kept = mask(part, statementType === 'DML').replaceAll(/\s+/g, ' ');
    if (kept !== ' ') masked += kept;
    else if (masked !== '' && !masked.endsWith(' ')) masked += ' ';
    // The rest would only be cut.
    if (masked.length > longest && !masked.endsWith(' ')) break;
  }
  const text = masked.trim();
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function mask(part: string, keepsNames: boolean): string {
  if (part.startsWith("'")) return '?';
  if (part.startsWith('"')) return keepsNames ? part : '?';
  if (part.startsWith('--') || part.startsWith('/*')) return ' ';
  return /^\.?\p{N}/u.test(part) ? '?' : part;
}
