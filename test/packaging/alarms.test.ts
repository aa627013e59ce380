import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alarms, pageOf } from '../../scripts/build/alarms.ts';
import { resourcesOf, root, text } from './templates.ts';

const functions = globSync('functions/*.ts', { cwd: root }).map((file) => basename(file, '.ts'));
const runbook = readFileSync(join(root, 'docs', 'runbook.md'), 'utf8');
const sections = new Map(runbook.split(/^## /m).slice(1).map((section) => [section.slice(0, section.indexOf('\n')), section] as const));
const packaged = resourcesOf('.', 'AWS::CloudWatch::Alarm');

describe('alarms', () => {
  it.each(alarms(functions).map((alarm) => [alarm.name, alarm] as const))('%s is packaged, tells the topic, and has its page', (name, alarm) => {
    const found = packaged.find(({ Properties }) => text(Properties, 'AlarmName') === `meshloop-dev-${name}`);

    expect(found?.Properties).toMatchObject({ AlarmActions: [{ Ref: 'AlarmTopic' }], OKActions: [{ Ref: 'AlarmTopic' }] });
    expect(text(found?.Properties, 'AlarmDescription')).toContain(`docs/runbook.md#${pageOf(alarm)}`);
    for (const part of ['What it means.', 'How to look.', 'What to do.', 'How to know that it is over.']) expect(sections.get(pageOf(alarm))).toContain(`**${part}**`);
  });

  it('each function’s queue has one, and no page is of an alarm that is no more', () => {
    const queues = resourcesOf('.', 'AWS::SQS::Queue').map(({ Properties }) => text(Properties, 'QueueName')).filter((name) => name.endsWith('-dlq'));
    const watched = packaged.flatMap(({ Properties }) => JSON.stringify(Properties).match(/meshloop-dev-[a-z-]+-dlq/) ?? []);

    expect(queues.filter((name) => !watched.includes(name))).toEqual([]);
    expect([...sections.keys()].toSorted()).toEqual([...new Set(alarms(functions).map(pageOf))].toSorted());
  });
});
