import * as z from 'zod/mini';
import { authoredSchema } from './authored.ts';

/** The JSON Schema of `mesh.yml`, which editors use for completion: the content of `mesh.schema.json`. */
export function meshJsonSchema(): string {
  const schema = z.toJSONSchema(authoredSchema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'mesh.yml', ...schema }, undefined, 2)}\n`;
}
