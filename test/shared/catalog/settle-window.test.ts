import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windowAt, windowEndOf } from '../../../shared/catalog/settle-window.ts';

const product = fc.record({
  catalogId: fc.constant('111111111111'),
  database: fc.string({ minLength: 1 }),
  table: fc.string({ minLength: 1 }),
});
const length = fc.integer({ min: 60, max: 86_400 }).map((seconds) => seconds * 1000);
const now = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2100, 0) });

describe('the settle window', () => {
  test('contains the moment, and its schedule is due after its end on a full minute', () => {
    fc.assert(
      fc.property(product, length, now, (any, span, at) => {
        const { end, due } = windowAt(any, span, at);
        expect(end).toBeGreaterThan(at);
        expect(end - span).toBeLessThanOrEqual(at);
        expect(due - end).toBeGreaterThanOrEqual(30_000);
        expect(due - end).toBeLessThan(90_000);
        expect(due % 60_000).toBe(0);
      }),
    );
  });

  test('is one for all moments in it, and the next begins where it ends', () => {
    fc.assert(
      fc.property(product, length, now, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (any, span, at, share) => {
        const window = windowAt(any, span, at);
        expect(windowAt(any, span, window.end - span + Math.floor(share * span))).toEqual(window);
        expect(windowAt(any, span, window.end).end).toBe(window.end + span);
      }),
    );
  });

  test('gives names that Scheduler, S3, STS and SageMaker take', () => {
    fc.assert(
      fc.property(product, length, now, (any, span, at) => {
        const { changeId } = windowAt(any, span, at);
        expect(`settle-${changeId}`).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
        expect(changeId).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,81}$/);
      }),
    );
  });

  test('can be told from the change id', () => {
    fc.assert(
      fc.property(product, length, now, (any, span, at) => {
        const { end, changeId } = windowAt(any, span, at);
        expect(windowEndOf(changeId)).toBe(end);
      }),
    );
  });

  test('begins at another time for another product, and has another change id', () => {
    const at = Date.UTC(2026, 10, 20, 9);
    const windows = ['a', 'b', 'c', 'd', 'e', 'f'].map((database) => windowAt({ catalogId: '111111111111', database }, 300_000, at));

    expect(new Set(windows.map(({ end }) => end)).size).toBe(6);
    expect(new Set(windows.map(({ changeId }) => changeId)).size).toBe(6);
  });

  test('tells a database from a table in it', () => {
    const database = windowAt({ catalogId: '111111111111', database: 'a' }, 300_000, 0);
    const table = windowAt({ catalogId: '111111111111', database: 'a', table: 'b' }, 300_000, 0);

    expect(database.changeId).not.toBe(table.changeId);
  });
});
