import { bundled, serveSeeds } from '../serve-seeds.ts';
import { RetrainingSimulator } from './simulate.ts';

await serveSeeds(bundled, ({ folder }) => RetrainingSimulator.prepare(folder));
