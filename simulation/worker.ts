import * as z from 'zod';
import { serveSeeds } from './serve-seeds.ts';
import { Simulator } from './simulate.ts';

await serveSeeds(z.object({ folder: z.optional(z.string()) }), (code) => Simulator.prepare(code));
