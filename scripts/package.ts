import { parseArgs } from 'node:util';
import { buildAll, buildIsCurrent } from './build/build.ts';
import { packageIsCurrent, packageStacks } from './build/package.ts';

const { values } = parseArgs({ options: { 'if-stale': { type: 'boolean', default: false } } });
const tell = (line: string) => console.error(`meshloop: ${line}`);

try {
  if (!values['if-stale'] || !buildIsCurrent()) {
    tell('building the functions …');
    await buildAll();
  }
  if (!values['if-stale'] || !packageIsCurrent()) {
    tell('packaging the stacks …');
    await packageStacks();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
