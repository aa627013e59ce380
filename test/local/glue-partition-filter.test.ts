import { describe, expect, it } from 'vitest';
import { partitionFilter } from '../../local/glue/partition-filter.ts';

/** Which of the values of a table's only partition key fit. */
function fitting(type: string, expression: string, values: readonly string[]): string[] {
  const fits = partitionFilter(expression, [{ Name: 'key', Type: type }]);
  return values.filter((value) => fits([value]));
}

describe('the filter of GetPartitions', () => {
  const numbers = ['1', '2', '3', '__HIVE_DEFAULT_PARTITION__'];

  it.each([
    ['key = 2', ['2']],
    ["key in (6, '4', 2)", ['2']],
    ['key BETWEEN 2 AND 3', ['2', '3']],
    ['key NOT BETWEEN 2 AND 3', ['1']],
    ['key not in (1, 3)', ['2']],
    ['key = 1 OR key > 1 AND key < 3', ['1', '2']],
    ['(key = 1 OR key > 1) AND ((key)) < 3', ['1', '2']],
    ['NOT (key = 1 OR key = 2) AND key IS NOT NULL', ['3']],
    ['key IS NULL', ['__HIVE_DEFAULT_PARTITION__']],
    ['  ', numbers],
  ])('of an int: %s', (expression, expected) => {
    expect(fitting('int', expression, numbers)).toEqual(expected);
  });

  it.each([
    ['string', "key LIKE 't_o' AND key <> 'tao'", ['two', 'tao', 'three'], ['two']],
    ['string', "key NOT LIKE '%e'", ['one', 'two'], ['two']],
    ['string', "key = 'it''s'", ["it's", 'its'], ["it's"]],
    // As numbers 10 is more than 9, as text less.
    ['bigint', 'key > 9', ['10', '8'], ['10']],
    ['decimal(10,2)', 'key BETWEEN 2 AND 3e10', ['2.6', '3e14'], ['2.6']],
    ['date', "key > '2022-01-15'", ['2022-01-01', '2022-02-01'], ['2022-02-01']],
    ['timestamp', "key = '2022-02-01 00:00:00'", ['2022-02-01 00:00:00.000000', '2022-02-01 00:00:00.000000001'], ['2022-02-01 00:00:00.000000']],
    ['timestamp', "key > '2022-01-31 23:59:59.999999999'", ['2022-01-31 23:59:59.5', '2022-02-01 00:00:00'], ['2022-02-01 00:00:00']],
  ])('of a %s: %s', (type, expression, values, expected) => {
    expect(fitting(type, expression, values)).toEqual(expected);
  });

  it.each([
    ['int', "key = 'test'", '"test" is not an integer'],
    ['date', "key = '2022-02-30'", '"2022-02-30" is not a date'],
    ['timestamp', "key = '2022-02-01'", '"2022-02-01" is not a timestamp'],
    ['int', "key LIKE '2'", "Integral data type doesn't support operation 'LIKE'"],
    ['float', 'key = 3.14', "Unknown type : 'float'"],
    ['int', 'other = 1', 'Invalid partition expression!'],
    ['int', 'key = 1 key', "Unsupported expression 'key = 1 key'"],
    ['int', 'key = 1; DROP', "Unsupported expression 'key = 1; DROP'"],
  ])('of a %s refuses %s', (type, expression, message) => {
    expect(() => fitting(type, expression, [])).toThrow(message);
  });
});
