import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { asyncApiFile, eventsDocuments, eventsPageFile } from '../../scripts/events-doc.ts';

test('docs/events.md and docs/asyncapi.json show the contracts and rules of today (npm run events writes them anew)', async () => {
  const documents = await eventsDocuments();
  expect(readFileSync(eventsPageFile, 'utf8')).toBe(documents.page);
  expect(readFileSync(asyncApiFile, 'utf8')).toBe(documents.asyncApi);
});

test('every event of ours has a producer, and every sentence is there', async () => {
  const { page } = await eventsDocuments();
  expect(page).not.toMatch(/^\| \[[^|]*\| — \|/m);
  expect(page).not.toMatch(/^### .*\n\n\n/m);
});
