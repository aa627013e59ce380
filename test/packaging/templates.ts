import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

const resource = z.looseObject({
  Type: z.string(),
  Condition: z.optional(z.string()),
  DeletionPolicy: z.optional(z.string()),
  Properties: z.optional(z.record(z.string(), z.unknown())),
});

const template = z.looseObject({ Resources: z.record(z.string(), resource), Outputs: z.record(z.string(), z.unknown()) });

export type Resource = z.infer<typeof resource> & { readonly id: string };

const statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
});

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: string;
}

export const root = join(import.meta.dirname, '..', '..');

/** The text of a packaged template: `.` for the consumer, `central` for central. */
export function templateText(stack: '.' | 'central'): string {
  return readFileSync(join(root, stack, '.serverless', 'cloudformation-template-update-stack.json'), 'utf8');
}

export function resourcesOf(stack: '.' | 'central', type?: string): Resource[] {
  const all = Object.entries(template.parse(JSON.parse(templateText(stack))).Resources).map(([id, value]) => ({ id, ...value }));
  return type === undefined ? all : all.filter(({ Type }) => Type === type);
}

/** The value at a path of names and indices, as JSON text where it is not text itself. */
export function text(value: unknown, ...path: readonly (string | number)[]): string {
  let node: unknown = value;
  for (const part of path) node = typeof node === 'object' && node !== null ? Reflect.get(node, part) : undefined;
  return typeof node === 'string' ? node : (JSON.stringify(node) ?? '');
}

/** All statements of a role's own policies. Resources that are not text are given as their JSON. */
export function statementsOf(role: Resource): Statement[] {
  const policies = z
    .array(z.looseObject({ PolicyDocument: z.looseObject({ Statement: z.array(statement) }) }))
    .parse(role.Properties?.['Policies']);
  return policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.map(({ Action, Resource, Condition }) => ({
      actions: [Action].flat(),
      resources: [Resource].flat().map((one) => text(one)),
      condition: JSON.stringify(Condition ?? {}),
    })),
  );
}
