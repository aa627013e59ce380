import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { eventSchema, type Contract } from '../../events/contract.ts';
import { awsContracts, meshContracts } from '../../events/contracts.ts';
import type { Template } from '../../local/cloudformation/index.ts';
import { root } from '../build/paths.ts';
import { consumers, producers, type Consumer } from './who.ts';

/** One event of the catalogue. */
export interface Entry {
  readonly contract: Contract;
  readonly from: 'AWS' | 'meshloop';
  readonly description: string;
  /** The functions that publish it; empty for those of AWS. */
  readonly producers: readonly string[];
  readonly consumers: readonly Consumer[];
  /** JSON Schema (draft 7) of the event around the detail, and the detail in it. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly sample: unknown;
}

/** Every contract with who sends it, whom it wakes and how it looks. */
export async function catalogue(consumer: Template): Promise<readonly Entry[]> {
  const builtBy = producers();
  const written = new Map([...(await writtenIn('aws')), ...(await writtenIn('mesh'))]);
  return [...meshContracts, ...awsContracts].map((contract) => {
    const { name, description } = written.get(contract) ?? missing(contract);
    return {
      contract,
      from: meshContracts.includes(contract) ? 'meshloop' : 'AWS',
      description,
      producers: builtBy.get(name) ?? [],
      consumers: consumers(consumer, contract),
      schema: jsonSchema(contract),
      sample: JSON.parse(readFileSync(join(root, 'events', 'samples', `${contract.id}.json`), 'utf8')),
    };
  });
}

/** The contracts that the files of a folder export, with the comment above each. */
async function writtenIn(folder: string): Promise<readonly (readonly [unknown, { name: string; description: string }])[]> {
  const path = join(root, 'events', folder);
  const perFile = readdirSync(path).map(async (file) => {
    const exported: Readonly<Record<string, unknown>> = await import(join(path, file));
    const source = readFileSync(join(path, file), 'utf8');
    return Object.entries(exported).map(([name, value]) => [value, { name, description: commentAbove(name, source) }] as const);
  });
  return (await Promise.all(perFile)).flat();
}

function commentAbove(name: string, source: string): string {
  const [, comment = ''] = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport (?:const|function) ${name}\\b`).exec(source) ?? [];
  return comment.replaceAll(/\s*\n\s*\*\s*/g, ' ').trim();
}

function missing({ id }: Contract): never {
  throw new Error(`No file of events/aws or events/mesh exports the contract ${id}.`);
}

function jsonSchema(contract: Contract): Readonly<Record<string, unknown>> {
  const { $schema: _draft, ...schema } = z.toJSONSchema(eventSchema(contract, () => ''), { target: 'draft-7', override: plainDates });
  return schema;
}

/** zod's pattern of a date is a screenful, and says no more than the format beside it. */
function plainDates({ jsonSchema }: { jsonSchema: { format?: string | undefined; pattern?: string | undefined } }): void {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
}
