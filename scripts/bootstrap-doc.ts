import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stepsAfterDeployment, stepsBeforeDeployment } from '../local/scenario/bootstrap.ts';
import { asCliCommand, type Step } from '../local/scenario/steps.ts';
import { readMeshFile } from './build/mesh.ts';
import { root } from './build/paths.ts';
import { scenarioNames } from './deployment.ts';

export const bootstrapDocFile = join(root, 'docs', 'bootstrap.md');

/** docs/bootstrap.md: the steps that the scenario carries out, as AWS CLI commands. */
export function bootstrapDoc(): string {
  const names = scenarioNames(readMeshFile());
  const title = { central: 'Central account', consumer: 'Consumer account', producer: 'Producer account' };
  const section = (steps: readonly Step[]) =>
    (['producer', 'central', 'consumer'] as const).flatMap((account) => {
      const own = steps.filter((step) => step.account === account);
      return own.length === 0 ? [] : [`### ${title[account]} (${names.accounts[account]})`, '', ...own.flatMap(command)];
    });
  return [
    '# Once, by a person',
    '',
    'What people set up before the loop runs by itself. `npm start` carries out these very steps on the local cloud; the names are those',
    'of its example. In an account that is in use already, most of them are done: what meshloop needs is marked **Needed**.',
    'This page is written by `node scripts/bootstrap-doc.ts`; a test holds it against the scenario.',
    '',
    'PutDataLakeSettings replaces the whole document: take what `aws lakeformation get-data-lake-settings` shows, add to it, and put it back.',
    'meshloop itself never calls it.',
    '',
    '## Before the stacks are deployed',
    '',
    ...section(stepsBeforeDeployment(names)),
    '## Deploy',
    '',
    '```',
    'npm run package',
    'npx serverless deploy                # consumer account, as a data lake administrator',
    '(cd central && npx serverless deploy) # central account',
    '```',
    '',
    'Both with the same `--stage`. The consumer’s stack grants its pipeline role on the database `sagemaker_processing`, which only a data lake',
    'administrator may do; with `--param="sagemaker-processing-database=existing"` it leaves that out.',
    '',
    '## When they are deployed',
    '',
    ...section(stepsAfterDeployment(names)),
  ].join('\n');
}

function command(step: Step): string[] {
  const needed = /administrator/.test(step.why) && step.account === 'consumer' ? '**Needed.** ' : '';
  const why = step.why.charAt(0).toUpperCase() + step.why.slice(1);
  return [`${needed}${why}${step.as ? ` (as ${step.as})` : ''}:`, '', '```', asCliCommand(step), '```', ''];
}

if (process.argv[1] === import.meta.filename) {
  if (readFileSync(bootstrapDocFile, { encoding: 'utf8', flag: 'a+' }) !== bootstrapDoc()) writeFileSync(bootstrapDocFile, bootstrapDoc());
}
