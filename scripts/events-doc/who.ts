import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import * as z from 'zod/mini';
import type { Template } from '../../local/cloudformation/index.ts';
import type { Contract } from '../../events/contract.ts';
import { root } from '../build/paths.ts';

/** The functions and commands that publish each contract, by the name under which the code builds it. */
export function producers(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const folder = join(root, 'functions');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts')).sort()) {
    for (const built of new Set(sourcesFrom(join(folder, file)).flatMap(builtIn))) {
      found.set(built, [...(found.get(built) ?? []), basename(file, '.ts')]);
    }
  }
  for (const command of commands) {
    for (const built of new Set(sourcesFrom(join(root, 'scripts', `${command}.ts`)).flatMap(builtIn))) {
      found.set(built, [...(found.get(built) ?? []), `npm run ${command}`]);
    }
  }
  return found;
}

/** What people use that puts events of ours. */
const commands = ['retrain'];

const builtIn = (source: string) => [...source.matchAll(/\bbuild\((\w+),/g)].map(([, name = '']) => name);

/** The text of a file and of all files of ours that it imports. */
function sourcesFrom(start: string): readonly string[] {
  const texts = new Map<string, string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (texts.has(file)) continue;
    const source = readFileSync(file, 'utf8');
    texts.set(file, source);
    const folder = dirname(file);
    open.push(...[...source.matchAll(/^import (?!type )[^;]*? from '(\.[^']+\.ts)'/gm)].map(([, path = '']) => resolve(folder, path)));
  }
  return [...texts.values()];
}

const patternSchema = z.object({
  source: z.array(z.string()),
  'detail-type': z.array(z.string()),
  account: z.optional(z.array(z.unknown())),
});

const ruleSchema = z.object({
  EventBusName: z.optional(z.unknown()),
  EventPattern: patternSchema,
  Targets: z.array(z.object({ Arn: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) })),
});

/** A function that a rule of the consumer's stack wakes. */
export interface Consumer {
  readonly function: string;
  readonly bus: 'mesh bus' | 'default bus';
}

/** Whom the packaged template wakes for a contract. */
export function consumers(template: Template, { source, detailType }: Contract): readonly Consumer[] {
  const woken = Object.values(template.Resources).flatMap(({ Type, Properties }): Consumer[] => {
    if (Type !== 'AWS::Events::Rule') return [];
    const { success, data: rule } = ruleSchema.safeParse(Properties);
    if (!success || !rule.EventPattern.source.includes(source) || !rule.EventPattern['detail-type'].includes(detailType)) return [];
    const bus = rule.EventBusName === undefined || rule.EventBusName === 'default' ? 'default bus' : 'mesh bus';
    return rule.Targets.map(({ Arn }) => ({ function: kebab(Arn['Fn::GetAtt'][0].replace(/LambdaFunction$/, '')), bus }));
  });
  const unique = new Map(woken.map((each) => [`${each.bus} ${each.function}`, each]));
  return [...unique.values()].sort((a, b) => (a.function < b.function ? -1 : 1));
}

const kebab = (name: string) => name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
