import { closeSync, openSync, readSync } from 'node:fs';
import { Problem } from './problem.ts';

export interface Header {
  readonly names: readonly string[];
  readonly delimiter: string;
  /** Where the first row begins, in bytes. */
  readonly end: number;
  readonly lineEnd: string;
}

/** The header must fit into this many bytes. */
const most = 1 << 22;

/**
 * The first record of a CSV file (RFC 4180). It is read here and not guessed by a sniffer, which would take a later row for the header where rows
 * before it do not fit. The delimiter is the comma; without one in the header a semicolon, tab or bar.
 */
export function readHeader(path: string): Header {
  const { start, end, lineEnd } = beginning(path);
  if (start.includes('\uFFFD')) throw new Problem(`${path} is not UTF-8 text.`);
  const text = start.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new Problem(`${path} is empty: it has no header.`);
  const delimiter = [',', ';', '\t', '|'].find((candidate) => fields(text, candidate).length > 1) ?? ',';
  const names = fields(text, delimiter).map((name, i) => (name === '' ? `(unnamed ${i + 1})` : name));
  const folded = names.map((name) => name.toLowerCase());
  const repeated = names.find((_, i) => folded.indexOf(folded[i] ?? '') !== i);
  if (repeated !== undefined) throw new Problem(`${path} has the column "${repeated}" twice (upper and lower case count as one).`);
  if (names.some((name) => name.includes('\0'))) throw new Problem(`${path} has a NUL character in its header.`);
  return { names, delimiter, end, lineEnd };
}

function beginning(path: string): Pick<Header, 'end' | 'lineEnd'> & { readonly start: string } {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(most);
    const plain = buffer.subarray(0, readSync(file, buffer, 0, most, 0));
    // UTF-16 has a NUL in nearly every other byte, and its own mark.
    if (plain.length > 1 && ((plain[0] === 0xff && plain[1] === 0xfe) || (plain[0] === 0xfe && plain[1] === 0xff))) throw new Problem(`${path} is UTF-16: save it as UTF-8.`);
    const end = firstRecordEnd(plain);
    const lineEnd = plain[end] === 0x0a ? '\n' : plain[end + 1] === 0x0a ? '\r\n' : '\r';
    return { start: plain.toString('utf8', 0, end), end: end + lineEnd.length, lineEnd };
  } finally {
    closeSync(file);
  }
}

/** Up to the first line end outside quotes, so that a cut character farther on does no harm. */
function firstRecordEnd(bytes: Buffer): number {
  let quoted = false;
  for (const [i, byte] of bytes.entries()) {
    if (byte === 0x22) quoted = !quoted;
    else if (!quoted && (byte === 0x0a || byte === 0x0d)) return i;
  }
  if (quoted) throw new Problem('A quote in the header of the CSV file is never closed.');
  return bytes.length;
}

function fields(record: string, delimiter: string): readonly string[] {
  const result = [''];
  let quoted = false;
  for (let i = 0; i < record.length; i += 1) {
    const character = record.charAt(i);
    const last = result.length - 1;
    if (character === '"' && quoted && record.charAt(i + 1) === '"') {
      result[last] += '"';
      i += 1;
    } else if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) result.push('');
    else result[last] += character;
  }
  return result;
}
