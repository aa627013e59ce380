import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { keyPolicyStatements } from '../../scripts/build/platform/key-policy.ts';
import { resourcesOf, root } from '../packaging/templates.ts';

const page = readFileSync(join(root, 'docs', 'deployment.md'), 'utf8');

test('every command is one of package.json, and every file is there', () => {
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const commands = [...page.matchAll(/npm (?:run )?([a-z:-]+)/g)].map(([, name = '']) => name);
  expect(commands.length).toBeGreaterThan(4);
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  const files = [...page.matchAll(/\]\(([^)#]+)/g)].map(([, file = '']) => file);
  expect(files.filter((file) => !existsSync(join(root, 'docs', file)))).toEqual([]);
});

test('as many alarms are paid for as there are', () => {
  const alarms = resourcesOf('.', 'AWS::CloudWatch::Alarm').length;
  expect(page).toContain(`| ${alarms} alarms and the dashboard | ${(alarms * 0.1).toFixed(2)} and 3.00 a month |`);
});

test('the policy for a key of one’s own is the one that the stack gives to its own', () => {
  const [, json = ''] = /```json\n([^`]*)```/.exec(page) ?? [];
  const written = JSON.stringify(keyPolicyStatements('consumer'))
    .replaceAll(/\{"Fn::Sub":"([^"]*)"\}/g, '"$1"')
    .replaceAll('{"Ref":"AWS::AccountId"}', '"<account>"')
    .replaceAll('${AWS::AccountId}', '<account>')
    .replaceAll('${AWS::Region}', '<region>')
    .replaceAll('${AWS::Partition}', 'aws')
    .replaceAll('${AWS::URLSuffix}', 'amazonaws.com');
  expect(JSON.parse(json)).toEqual(JSON.parse(written));
});

test('the functions need an endpoint for each service that they call', () => {
  const endpoints: Readonly<Record<string, string>> = { eventbridge: 'events', sagemaker: 'sagemaker.api', cloudwatch: 'monitoring' };
  const { outputs } = z
    .object({ outputs: z.record(z.string(), z.object({ inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) })) })
    .parse(JSON.parse(readFileSync(join(root, 'dist', 'meta.json'), 'utf8')));
  const called = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? (/@aws-sdk\/client-([a-z0-9-]+)\/dist-es\/commands\//.exec(input)?.[1] ?? []) : [])),
  );
  const [, listed = ''] = /interface endpoints: ([^;]*); and the gateway endpoint of `s3`/.exec(page) ?? [];
  const named = [...listed.matchAll(/`([a-z.]+)`/g)].map(([, name]) => name);
  expect(new Set([...named, 's3'])).toEqual(new Set(called.map((service) => endpoints[service] ?? service)));
});
