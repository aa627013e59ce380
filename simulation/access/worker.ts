import { bundled, serveSeeds } from '../serve-seeds.ts';
import { AccessSimulator } from './simulate.ts';

await serveSeeds(bundled, ({ folder }) => AccessSimulator.prepare(folder));
