import { serveSeeds } from '../serve-seeds.ts';
import { AccessSimulator } from './simulate.ts';

await serveSeeds((folder) => AccessSimulator.prepare(folder));
