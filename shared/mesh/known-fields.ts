import * as z from 'zod/mini';
import { authoredSchema } from './authored.ts';

/** The fields that `mesh.yml` may have at a path. */
export function knownFields(path: readonly (string | number)[]): string[] {
  let node: z.core.JSONSchema._JSONSchema | undefined = z.toJSONSchema(authoredSchema, { io: 'input' });
  for (const part of path) node = child(node, part);
  return typeof node === 'object' ? Object.keys(node.properties ?? {}) : [];
}

function child(node: z.core.JSONSchema._JSONSchema | undefined, part: string | number): z.core.JSONSchema._JSONSchema | undefined {
  if (typeof node !== 'object') return undefined;
  if (typeof part === 'string') return node.properties?.[part] ?? node.additionalProperties;
  return Array.isArray(node.items) ? node.items[0] : node.items;
}
