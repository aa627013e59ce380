import { serveSeeds } from '../serve-seeds.ts';
import { KillSimulator } from './simulate.ts';

await serveSeeds((folder) => KillSimulator.prepare(folder));
