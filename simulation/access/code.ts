import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod';
import { root } from '../../scripts/build/paths.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import type { Bug } from '../bugs/bug.ts';
import { planting } from '../bugs/planting.ts';

export const handlerNames = ['linkProduct', 'grantAccess', 'reconcile'] as const;
export type HandlerName = (typeof handlerNames)[number];

export interface Code {
  /** A handler throws what its failure is. */
  readonly handlers: Readonly<Record<HandlerName, (event: unknown, context: unknown) => Promise<unknown>>>;
  readonly provideMesh: (mesh: Mesh) => void;
}

const isFunction = z.custom<(...given: unknown[]) => unknown>((value) => typeof value === 'function');
const module = z.object({ linkProduct: isFunction, grantAccess: isFunction, reconcile: isFunction, provideMesh: isFunction });

/** Bundles the functions, with a bug where one is given; returns the file. The SDK stays outside: the simulation answers in its place. */
export async function bundleHandlers(bug?: Bug): Promise<string> {
  const outfile = join(root, '.meshloop', 'access', `${bug?.name ?? 'sound'}.mjs`);
  await build({
    absWorkingDir: root, entryPoints: ['simulation/access/handlers.ts'], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm',
    target: 'node24', logLevel: 'error', external: ['./mesh.json'], plugins: bug === undefined ? [] : [planting(bug)],
  });
  return outfile;
}

export async function loadCode(file: string): Promise<Code> {
  const loaded = module.parse(await import(pathToFileURL(file).href));
  const handler = (name: HandlerName) => async (event: unknown, context: unknown) => loaded[name](event, context);
  return {
    handlers: { linkProduct: handler('linkProduct'), grantAccess: handler('grantAccess'), reconcile: handler('reconcile') },
    provideMesh: (mesh) => void loaded.provideMesh(mesh),
  };
}
