import { serveSeeds } from '../serve-seeds.ts';
import { RetrainingSimulator } from './simulate.ts';

await serveSeeds((folder) => RetrainingSimulator.prepare(folder));
