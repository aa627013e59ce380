import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { root } from './build/paths.ts';
import { loadDeployment } from './deployment.ts';
import { asyncApi } from './events-doc/asyncapi.ts';
import { catalogue } from './events-doc/catalogue.ts';
import { eventsPage } from './events-doc/markdown.ts';

export const eventsPageFile = join(root, 'docs', 'events.md');
export const asyncApiFile = join(root, 'docs', 'asyncapi.json');

/** What `docs/events.md` and `docs/asyncapi.json` should hold. */
export async function eventsDocuments(): Promise<{ readonly page: string; readonly asyncApi: string }> {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const entries = await catalogue((await loadDeployment()).consumer);
  return { page: eventsPage(entries), asyncApi: asyncApi(entries, version) };
}

if (process.argv[1] === import.meta.filename) {
  const documents = await eventsDocuments();
  writeFileSync(eventsPageFile, documents.page);
  writeFileSync(asyncApiFile, documents.asyncApi);
  console.error('Wrote docs/events.md and docs/asyncapi.json.');
}
