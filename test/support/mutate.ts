import type { Dice } from '../../local/core/dice.ts';
import { between, oneOf, weighted } from '../../simulation/dice.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Names and texts that have broken programs. */
const texts = [
  '', ' ', '0', '-1', 'null', 'undefined', 'NaN', 'true', '[object Object]', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty',
  '../../../etc/passwd', 'a/b', 'a\u0000b', '\u202Eabc', '\uD800', 'ﷺ', 'e\u0301', '💥'.repeat(40), '"; drop table x; --', "' OR 1=1", '${7*7}', '%s%n', '<script>',
  '111111111111', '222222222222', '333333333333', '999999999999', '12345678901', '2026-11-20T09:15:00Z', '2026-02-30T25:61:00Z', '+275760-09-13T00:00:00.001Z',
  'arn:aws:iam::999999999999:role/x', 'arn:', 's3://', 's3://bucket/key', 'https://', '{"a":1}', '*', 'credit_risk', 'applications', 'credit-risk',
] as const;

/** Keys that reach for what all objects share. */
const reaching = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'then', 'toJSON', 'hasOwnProperty'] as const;

/** The event with one to four things changed at random places, as JSON text. `large`: some of it is blown up to as much as a megabyte. */
export function mutated(event: unknown, dice: Dice, large = false): string {
  // A copy that knows only what JSON knows.
  const holder: { [key: string]: Json } = { event: JSON.parse(JSON.stringify(event)) };
  for (let times = between(dice, 1, 4); times > 0; times -= 1) change(holder, dice, large);
  if (large) change(holder, dice, large);
  return withPrototypeKeys(JSON.stringify(holder['event'] ?? null), dice);
}

function change(holder: { [key: string]: Json }, dice: Dice, large: boolean): void {
  const places = placesIn(holder).filter(({ key }) => key !== 'event' || dice.next() < 0.05);
  const place = places[Math.floor(dice.next() * places.length)];
  if (place === undefined) return;
  const { at, key } = place;
  weighted<() => void>(dice, [
    [6, () => put(at, key, large ? blownUp(dice) : anything(dice, 3))],
    [3, () => void (Array.isArray(at) ? at.splice(Number(key), 1) : delete at[key])],
    [2, () => void (Array.isArray(at) ? at.push(anything(dice, 2)) : put(at, oneOf(dice, [...reaching, 'more', '']), anything(dice, 2)))],
    [2, () => put(at, key, [(Array.isArray(at) ? at[Number(key)] : at[key]) ?? null])],
    [2, () => put(at, key, oneOf(dice, texts))],
  ])();
}

function put(at: Json[] | { [key: string]: Json }, key: string, value: Json): void {
  if (Array.isArray(at)) at[Number(key)] = value;
  else Object.defineProperty(at, key, { value, enumerable: true, configurable: true, writable: true });
}

interface Place {
  readonly at: Json[] | { [key: string]: Json };
  readonly key: string;
}

function placesIn(value: Json, depth = 0): Place[] {
  if (typeof value !== 'object' || value === null || depth > 12) return [];
  return Object.entries(value).slice(0, 50).flatMap(([key, inner]) => [{ at: value, key }, ...placesIn(inner, depth + 1)]);
}

function anything(dice: Dice, depth: number): Json {
  return weighted<() => Json>(dice, [
    [4, () => oneOf(dice, texts)],
    [2, () => oneOf(dice, [null, true, false, 0, -1, 0.5, 1e308, -1e-308, Number.MAX_SAFE_INTEGER, 2 ** 63] as const)],
    [1, () => dice.text(between(dice, 1, 300), 'aZ9_-./: \u00e9\u4e2d\u{1F4A5}')],
    [depth > 0 ? 1.5 : 0, () => Array.from({ length: between(dice, 0, 4) }, () => anything(dice, depth - 1))],
    [depth > 0 ? 1.5 : 0, () => Object.fromEntries(Array.from({ length: between(dice, 0, 4) }, () => [oneOf(dice, texts), anything(dice, depth - 1)]))],
    [0.3, () => nested(between(dice, 10, 2_000), dice.next() < 0.5)],
  ])();
}

/** Up to a megabyte in one place. */
function blownUp(dice: Dice): Json {
  return weighted<() => Json>(dice, [
    [1, () => dice.text(50, 'abc\u4e2d"\\').repeat(between(dice, 200, 16_000))],
    [1, () => Array.from({ length: between(dice, 1_000, 100_000) }, () => oneOf(dice, [null, 1, 'x', ''] as const))],
    [1, () => Object.fromEntries(Array.from({ length: between(dice, 1_000, 30_000) }, (_, index) => [`k${index}`, 1]))],
    [1, () => nested(between(dice, 2_000, 3_000), dice.next() < 0.5)],
  ])();
}

function nested(depth: number, asArray: boolean): Json {
  let value: Json = 'deep';
  for (let level = 0; level < depth; level += 1) value = asArray ? [value] : { a: value };
  return value;
}

/** `__proto__` as a member, which only JSON.parse makes of it. */
function withPrototypeKeys(text: string, dice: Dice): string {
  if (dice.next() > 0.1) return text;
  const objects = [...text.matchAll(/(?<=^|[:,[])\{(?!\})/g)].slice(0, 100);
  const at = objects[Math.floor(dice.next() * objects.length)]?.index;
  if (at === undefined) return text;
  return `${text.slice(0, at + 1)}"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},${text.slice(at + 1)}`;
}
