import { parseArgs } from 'node:util';
import type { Preset } from '../../shared/drift/settings.ts';
import { testName } from './test-names.ts';
import { Problem } from './problem.ts';

export const usage = `Compares two versions of a data set.

  npm run drift -- --baseline FILES --current FILES [options]

  --baseline, --current  CSV or Parquet: a file, a folder or a glob; may be given several times
  --preset P             meshloop (default), evidently, nannyml, model-monitor
  --test T               one test for all columns instead of the preset's choice
  --categorical a,b      columns that are read as text
  --config FILE#NAME     settings and privacy of a subscription in mesh.yml
  --private              never count near-unique or rare values by value
  --json                 the verdict as JSON on standard output
  --html OUT             a report as one HTML file

Exit code: 0 no drift, 2 drift, 1 error. docs/drift.md explains presets, tests and thresholds.`;

export interface Options {
  readonly baseline: readonly string[];
  readonly current: readonly string[];
  readonly preset: Preset | undefined;
  readonly test: string | undefined;
  readonly categorical: readonly string[];
  readonly config: string | undefined;
  readonly isPrivate: boolean;
  readonly json: boolean;
  readonly html: string | undefined;
}

const presets: readonly Preset[] = ['meshloop', 'evidently', 'nannyml', 'model-monitor'];

export function readArguments(argv: readonly string[]): Options | 'help' {
  const values = parse(argv);
  if (values.help === true) return 'help';
  if (values.baseline === undefined || values.current === undefined) throw new Problem(`--baseline and --current are needed.\n\n${usage}`);
  const preset = values.preset === undefined ? undefined : presets.find((known) => known === values.preset);
  if (values.preset !== undefined && preset === undefined) throw new Problem(`There is no preset "${values.preset}". There are: ${presets.join(', ')}.`);
  return {
    baseline: values.baseline,
    current: values.current,
    preset,
    test: values.test === undefined ? undefined : testName(preset ?? 'meshloop', values.test),
    categorical: (values.categorical ?? []).flatMap((list) => list.split(',')).filter((name) => name !== ''),
    config: values.config,
    isPrivate: values.private === true,
    json: values.json === true,
    html: values.html,
  };
}

function parse(argv: readonly string[]) {
  try {
    const many = { type: 'string', multiple: true } as const;
    const one = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    return parseArgs({
      args: [...argv],
      options: { baseline: many, current: many, preset: one, test: one, categorical: many, config: one, private: flag, json: flag, html: one, help: { ...flag, short: 'h' } },
    }).values;
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, { cause: error });
  }
}
