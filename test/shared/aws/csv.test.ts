import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readResultRows } from '../../../shared/aws/csv.ts';

const value = fc.option(fc.string({ unit: 'binary' }), { nil: null });
const line = (cells: readonly (string | null)[]) => cells.map((cell) => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`)).join(',');

describe('a result file of Athena', () => {
  test('is read as it was written: any text, NULL apart from empty text', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }).chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width }))),
        (rows) => {
          const [width = 1] = rows.map(({ length }) => length);
          const header = Array.from({ length: width }, (_, index) => `c${index}`);
          expect(readResultRows([header, ...rows].map((cells) => `${line(cells)}\n`).join(''))).toEqual(rows);
        },
      ),
    );
  });

  test('may have plain values, carriage returns and no last line break', () => {
    expect(readResultRows('a,b\r\n1,"x ""y"""\r\n2,')).toEqual([
      ['1', 'x "y"'],
      ['2', null],
    ]);
  });

  test('that breaks off inside a value is refused', () => {
    expect(() => readResultRows('"a"\n"b')).toThrow('not a CSV file');
  });
});
