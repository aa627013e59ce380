import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod';
import { root } from '../../scripts/build/paths.ts';
import type { Bug } from '../bugs/bug.ts';
import { planting } from '../bugs/planting.ts';
import { mesh } from './mesh.ts';
import type { HandlerName } from './story.ts';

/** A Lambda handler; what it throws is its failure. */
export type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const isFunction = z.custom<(...given: unknown[]) => unknown>((value) => typeof value === 'function');
const module = z.object({ checkDrift: isFunction, startRetraining: isFunction, finishRetraining: isFunction, reviewModel: isFunction, reconcile: isFunction, provideMesh: isFunction });

/** Bundles the functions, with a bug where one is given; returns the file. The SDK stays outside: the simulation answers in its place. */
export async function bundleHandlers(bug?: Bug): Promise<string> {
  const outfile = join(root, '.meshloop', 'retraining', `${bug?.name ?? 'sound'}.mjs`);
  await build({
    absWorkingDir: root, entryPoints: ['simulation/retraining/handlers.ts'], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm',
    target: 'node24', logLevel: 'error', external: ['./mesh.json'], plugins: bug === undefined ? [] : [planting(bug)],
  });
  return outfile;
}

export async function loadHandlers(file: string): Promise<Readonly<Record<HandlerName, Handler>>> {
  const loaded = module.parse(await import(pathToFileURL(file).href));
  loaded.provideMesh(mesh);
  const handler = (name: HandlerName): Handler => async (event, context) => loaded[name](event, context);
  return { checkDrift: handler('checkDrift'), startRetraining: handler('startRetraining'), finishRetraining: handler('finishRetraining'), reviewModel: handler('reviewModel'), reconcile: handler('reconcile') };
}
