import type { Value } from './value.ts';
import { numberOf } from './value.ts';

type Function = (...values: readonly Value[]) => Value;

const text = (value: Value) => (value === undefined ? undefined : String(value));
const onText = (change: (value: string) => Value): Function => (value) => (value === undefined ? undefined : change(String(value)));
const onNumber = (change: (value: number) => number): Function => (value) => {
  const number = numberOf(value);
  return number === undefined ? undefined : change(number);
};

/** Functions of Logs Insights, in small letters (CloudWatch Logs user guide, "Functions to use with ... "): a few of them. */
export const functions: Readonly<Record<string, { readonly arguments: readonly [least: number, most: number]; readonly of: Function }>> = {
  ispresent: { arguments: [1, 1], of: (value) => value !== undefined },
  isempty: { arguments: [1, 1], of: (value) => value === undefined || value === '' },
  isblank: { arguments: [1, 1], of: (value) => value === undefined || String(value).trim() === '' },
  coalesce: { arguments: [1, Infinity], of: (...values) => values.find((value) => value !== undefined) },
  concat: { arguments: [1, Infinity], of: (...values) => values.map((value) => text(value) ?? '').join('') },
  strlen: { arguments: [1, 1], of: onText((value) => value.length) },
  tolower: { arguments: [1, 1], of: onText((value) => value.toLowerCase()) },
  toupper: { arguments: [1, 1], of: onText((value) => value.toUpperCase()) },
  trim: { arguments: [1, 1], of: onText((value) => value.trim()) },
  strcontains: { arguments: [2, 2], of: (value, part) => (value === undefined || part === undefined ? 0 : Number(String(value).includes(String(part)))) },
  abs: { arguments: [1, 1], of: onNumber(Math.abs) },
  ceil: { arguments: [1, 1], of: onNumber(Math.ceil) },
  floor: { arguments: [1, 1], of: onNumber(Math.floor) },
};
