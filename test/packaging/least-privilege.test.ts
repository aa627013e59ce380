import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { resourcesOf, root, statementsOf, text, type Resource } from './templates.ts';

const metafile = z.object({
  outputs: z.record(z.string(), z.object({ inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) })),
});
const { outputs } = metafile.parse(JSON.parse(readFileSync(join(root, 'dist', 'meta.json'), 'utf8')));

/** Where the IAM action is not `<client>:<operation>`, or more than one is needed (Service Authorization Reference). */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  's3:ListObjectsV2': ['s3:ListBucket'],
  // The S3 client always has it, for directory buckets; ours is none.
  's3:CreateSession': [],
  'scheduler:CreateSchedule': ['scheduler:CreateSchedule', 'iam:PassRole'],
  'eventbridge:PutEvents': ['events:PutEvents'],
  'glue:CreateDatabase': ['glue:CreateDatabase', 'glue:TagResource'],
};

/** Rights that no command of a bundle shows: Lambda's own, and ListBucket for a 404 in place of a 403. */
const beside = new Set(['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage', 's3:ListBucket']);

/** Rights of readers where mesh.yml has tags mark private columns (test/packaging/mesh-resources.test.ts); elsewhere the calls are not made. */
const onlyWithPrivacyTags = new Set(['lakeformation:GetLFTag', 'lakeformation:GetResourceLFTags']);

/** link-product gives a link to the roles that grant and take away only where mesh.yml says access.delegated. */
const onlyWhenDelegated = new Map([['link-product', 'lakeformation:BatchGrantPermissions']]);

/** What `handle` publishes is about our own events: this one hears of AWS's alone. */
const neverReached = new Map([['audit-access', 'events:PutEvents']]);

/** IAM actions of the SDK commands that remain in a function's bundle. */
function neededActions(name: string): string[] {
  const inputs = Object.entries(outputs[`dist/${name}/index.cjs`]?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return inputs.flatMap(([input]) => {
    const [, client, operation] = /@aws-sdk\/client-([a-z0-9-]+)\/dist-es\/commands\/(\w+)Command\.js$/.exec(input) ?? [];
    if (client === undefined || operation === undefined) return [];
    return actionsOf[`${client}:${operation}`] ?? [`${client}:${operation}`];
  });
}

function grantedActions(role: Resource | undefined): string[] {
  return role === undefined ? [] : statementsOf(role).flatMap(({ actions }) => actions);
}

const roles = new Map(resourcesOf('.', 'AWS::IAM::Role').map((role) => [role.id, role]));
const reader = new Set(grantedActions(roles.get('ReaderRoleCreditRisk')));

describe.each(
  resourcesOf('.', 'AWS::Lambda::Function').map((resource) => {
    const name = text(resource.Properties, 'FunctionName').replace('meshloop-dev-', '');
    return { name, beside: [onlyWhenDelegated.get(name), neverReached.get(name)], granted: grantedActions(roles.get(resource.id.replace('LambdaFunction', 'Role'))), needed: neededActions(name) };
  }),
)('$name', ({ granted, needed, beside: notNeeded }) => {
  it('may do all that it does, itself or as the reader', () => {
    const asReader = granted.includes('sts:AssumeRole');
    const missing = needed.filter((action) => !granted.includes(action) && !notNeeded.includes(action) && !(asReader && (reader.has(action) || onlyWithPrivacyTags.has(action))));

    expect(needed).not.toHaveLength(0);
    expect(missing).toEqual([]);
  });

  it('may do nothing that it does not', () => {
    expect(granted.filter((action) => !needed.includes(action) && !beside.has(action))).toEqual([]);
  });
});
