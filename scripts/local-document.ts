// Brings the generated sections of docs/local-cloud.md up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { behaviours } from './local/behaviours.ts';
import { operationTable, withSection } from './local/document.ts';

const root = join(import.meta.dirname, '..');
const path = join(root, 'docs', 'local-cloud.md');
const document = await readFile(path, 'utf8');
const updated = withSection(document, 'operations', await operationTable());
await writeFile(path, withSection(updated, 'behaviours', await behaviours(root)));
