import { bundled, serveSeeds } from '../serve-seeds.ts';
import { KillSimulator } from './simulate.ts';

await serveSeeds(bundled, ({ folder }) => KillSimulator.prepare(folder));
