import { relative } from 'node:path';
import { afterAll, beforeEach, expect } from 'vitest';
import { root } from '../packaging/templates.ts';
import { recordFolder, recorder } from './recording.ts';

/** Around each file of scenarios that `npm run privileges` runs. */
beforeEach(() => {
  if (recorder) recorder.test = expect.getState().currentTestName ?? '';
});

afterAll(() => {
  const { testPath } = expect.getState();
  if (recorder && recordFolder !== undefined && testPath !== undefined) recorder.write(recordFolder, relative(root, testPath));
});
