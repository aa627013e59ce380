import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskQuery } from '../../shared/catalog/mask-query.ts';

describe('a masked statement', () => {
  test.each([
    ["SELECT a1, \"Col 2\" FROM db.t WHERE name = 'O''Brien' AND age > 42", 'DML', 'SELECT a1, "Col 2" FROM db.t WHERE name = ? AND age > ?'],
    ['SELECT -1.5e-3, .5, 0x1F, 1_000 FROM t2', 'DML', 'SELECT -?, ?, ?, ? FROM t2'],
    ["SELECT 1 -- the customer 4711's rows\nFROM t /* secret */ LIMIT 5", 'DML', 'SELECT ? FROM t LIMIT ?'],
    ["SELECT * FROM t WHERE d = DATE '2020-01-01' AND b = X'CAFE'", 'DML', 'SELECT * FROM t WHERE d = DATE ? AND b = X?'],
    ["EXECUTE p USING 'a', 7", 'DML', 'EXECUTE p USING ?, ?'],
    ['ALTER TABLE `t` SET TBLPROPERTIES ("owner"="Jane", \'x\'=\'y\')', 'DDL', 'ALTER TABLE `t` SET TBLPROPERTIES (?=?, ?=?)'],
    ["SELECT 'not closed", 'DML', 'SELECT ?'],
    ['SELECT /* not closed', 'DML', 'SELECT'],
    ['SELECT größe2 FROM täble WHERE x = ٣', 'DML', 'SELECT größe2 FROM täble WHERE x = ?'],
  ])('%s', (sql, type, expected) => {
    expect(maskQuery(sql, type)).toBe(expected);
  });

  test('has no literal in it, whatever the literals are and wherever comments stand', () => {
    const literal = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => ({ secret: `§${text}§`, sql: `'${`§${text}§`.replaceAll("'", "''")}'` })),
      fc.bigInt({ min: 10_000n, max: 10n ** 30n }).map((value) => ({ secret: String(value), sql: String(value) })),
      fc.double({ min: 12345.5, max: 1e12, noNaN: true }).map((value) => ({ secret: String(value), sql: String(value) })),
      fc.string({ unit: 'grapheme-ascii', maxLength: 8 }).map((text) => ({ secret: `§${text}§`, sql: `/*§${text.replaceAll('*/', '')}§*/ null` })),
      fc.string({ unit: 'grapheme-ascii', maxLength: 8 }).map((text) => ({ secret: `§${text}§`, sql: `-- §${text}§\n null` })),
    );
    fc.assert(
      fc.property(fc.array(literal, { minLength: 1, maxLength: 6 }), (literals) => {
        const sql = `SELECT ${literals.map(({ sql: each }, index) => `${each} AS c${index}`).join(', ')} FROM "db".t1`;
        const masked = maskQuery(sql, 'DML');
        expect(masked).not.toContain('§');
        for (const { secret } of literals) expect(masked).not.toContain(secret);
        expect(masked).toContain('FROM "db".t1');
      }),
      { numRuns: 500 },
    );
  });

  test('is cut where it is long', () => {
    expect(maskQuery(`SELECT ${'a, '.repeat(5000)} b`, 'DML')).toHaveLength(2001);
  });
});
