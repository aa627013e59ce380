import { evidentlyTests } from './preset-evidently.ts';
import { modelMonitorTests } from './preset-model-monitor.ts';
import { nannymlTests } from './preset-nannyml.ts';
import { measures } from './measures.ts';
import type { Preset } from './settings.ts';

/** The tests that a preset knows, by the names of its tool; ours are those of `measures`. */
export const testNames: Readonly<Record<Preset, readonly string[]>> = {
  meshloop: Object.keys(measures),
  evidently: evidentlyTests,
  nannyml: nannymlTests,
  'model-monitor': modelMonitorTests,
};
