import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { creditVersions, startLoop, without, type Loop, type Resources, type Versions } from '../support/loop.ts';

/**
 * What the packaged templates wire is what works: with one rule, one target or one needed permission taken out, the loop stops
 * there and nowhere else. The deadline schedules are held back, or they would help it over a missing event.
 */
let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());

const stages = [
  'Data Product Changed', 'Data Product Linked', 'Access Granted', 'Data Product Settled', 'Catalog Refreshed', 'Data Profiled',
  'Drift Checked', 'Retraining Requested', 'Retraining Started', 'Retraining Finished',
];
const training = ['Drift Checked', 'Retraining Requested', 'Retraining Started', 'Retraining Finished'];
const profiling = ['Data Profiled', ...training];

/** What does not happen when a function does not do its work: its own event and all that needs it. */
const missingWithout: Readonly<Record<string, readonly string[]>> = {
  'notice-change': stages,
  'link-product': ['Data Product Linked', 'Access Granted', 'Catalog Refreshed', ...profiling],
  'grant-access': ['Access Granted', 'Catalog Refreshed', ...profiling],
  'confirm-access': ['Access Granted'],
  'refresh-catalog': ['Catalog Refreshed', ...profiling],
  'profile-data': profiling,
  'collect-profile': profiling,
  'check-drift': training,
  'start-retraining': ['Retraining Started', 'Retraining Finished'],
  'finish-retraining': ['Retraining Finished'],
};

type Edit = (resources: Resources, stack: 'consumer' | 'central') => Resources;

/** Registers the product and gives the stages that were not reached. */
async function missingAfterRegistration(edit: Edit): Promise<{ missing: string[]; loop: Loop }> {
  const loop = await startLoop({ edit, withoutDeadlines: true });
  await loop.people.register(versions.first);
  await loop.clock.run();
  return { missing: missing(loop.types()), loop };
}

/** The same for a product that is registered again when all has come to rest: only its table changes then. */
async function missingAfterUpdate(edit: Edit): Promise<string[]> {
  const loop = await startLoop({ edit, withoutDeadlines: true });
  await loop.people.register(versions.first);
  await loop.clock.run();
  const before = loop.types().length;
  await loop.people.reRegister(versions.shifted, 2);
  await loop.clock.run();
  await loop.close();
  return missing(loop.types().slice(before));
}

function missing(types: readonly string[]): string[] {
  return stages.filter((stage) => !types.includes(stage));
}

function onConsumer(edit: (resources: Resources) => Resources): Edit {
  return (resources, stack) => (stack === 'consumer' ? edit(resources) : resources);
}

function logicalName(functionName: string): string {
  return functionName.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The rules that wake a function by something else than a deadline. */
function rulesOf(resources: Resources, functionName: string): string[] {
  const target = `"${logicalName(functionName)}LambdaFunction"`;
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    const isItsRule = Type === 'AWS::Events::Rule' && JSON.stringify(Properties?.['Targets']).includes(target);
    return isItsRule ? [id] : [];
  });
}

function takenOut(functionName: string, part: 'rule' | 'target'): Edit {
  return onConsumer((resources) => {
    const rules = rulesOf(resources, functionName);
    expect(rules.length).toBeGreaterThan(0);
    if (part === 'rule') return rules.reduce(without, resources);
    return { ...resources, ...Object.fromEntries(rules.map((id) => [id, { Type: 'AWS::Events::Rule', Properties: { ...resources[id]?.Properties, Targets: [] } }])) };
  });
}

describe('without the rule, or without its target', () => {
  const awake = Object.entries(missingWithout).filter(([name]) => name !== 'notice-change');

  test.each(awake.flatMap(([name, expected]) => (['rule', 'target'] as const).map((part) => ({ name, part, expected }))))(
    'of $name: no $part',
    async ({ name, part, expected }) => {
      const { missing: found, loop } = await missingAfterRegistration(takenOut(name, part));
      expect(found).toEqual(expected);
      await loop.close();
    },
  );

  test.each(['rule', 'target'] as const)('of notice-change: no %s', async (part) => {
    expect(await missingAfterUpdate(takenOut('notice-change', part))).toEqual(stages);
  });

  test.each(['rule', 'target'] as const)('that forwards table changes from central: no %s', async (part) => {
    const edit: Edit = (resources, stack) => {
      if (stack === 'consumer') return resources;
      if (part === 'rule') return without(resources, 'ForwardGlueChanges');
      const rule = resources['ForwardGlueChanges'];
      return { ...resources, ForwardGlueChanges: { Type: 'AWS::Events::Rule', Properties: { ...rule?.Properties, Targets: [] } } };
    };
    expect(await missingAfterUpdate(edit)).toEqual(stages);
  });
});

/** A new share wakes the loop by itself, whatever central forwards: without it, central's events are all there is. */
const unawareOfShares: Edit = takenOut('accept-share', 'rule');

function both(first: Edit, second: Edit): Edit {
  return (resources, stack) => second(first(resources, stack), stack);
}

/** Takes an action out of every statement of a role. */
function forbid(role: string, action: string): Edit {
  return (resources) => {
    const found = resources[role];
    if (!found) return resources;
    const policies = list(found.Properties?.['Policies']).flatMap((policy) => {
      const document = record(policy['PolicyDocument']);
      const statements = list(document['Statement']).flatMap((statement) => {
        const actions = [statement['Action']].flat().filter((each) => each !== action);
        return actions.length === 0 ? [] : [{ ...statement, Action: actions }];
      });
      return statements.length === 0 ? [] : [{ ...policy, PolicyDocument: { ...document, Statement: statements } }];
    });
    return { ...resources, [role]: { ...found, Properties: { ...found.Properties, Policies: policies } } };
  };
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Whether a person can see that the function failed: a dead letter or a Sync Failed event of its own. */
function isVisible(loop: Loop, functionName: string): boolean {
  return loop.seen.some(
    (each) =>
      (each.kind === 'invocation' && each.phase === 'dead-lettered' && each.functionName.endsWith(functionName)) ||
      (each.kind === 'event' && each.event['detail-type'] === 'Sync Failed' && record(each.event.detail['data'])['function'] === functionName),
  );
}

describe('without a permission', () => {
  /** Each stops the function's own work. */
  const needed: Readonly<Record<string, readonly string[]>> = {
    'link-product': ['events:PutEvents', 'glue:GetDatabase', 'glue:CreateDatabase', 'glue:TagResource'],
    'grant-access': ['glue:GetTables', 'lakeformation:BatchGrantPermissions', 'lakeformation:ListPermissions'],
    'confirm-access': ['events:PutEvents', 'athena:GetQueryExecution'],
    'refresh-catalog': ['events:PutEvents'],
    'profile-data': ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
    'collect-profile': ['events:PutEvents', 'athena:GetQueryExecution', 's3:GetObject', 's3:PutObject', 's3:ListBucket'],
    'check-drift': ['events:PutEvents', 's3:GetObject', 's3:PutObject', 'sagemaker:ListModelPackages'],
    'start-retraining': ['sagemaker:StartPipelineExecution', 'scheduler:CreateSchedule', 'iam:PassRole', 's3:GetObject', 's3:PutObject', 's3:ListBucket'],
    'finish-retraining': ['events:PutEvents', 's3:GetObject', 's3:ListBucket', 'sagemaker:DescribePipelineExecution'],
  };

  test.each(Object.entries(needed).flatMap(([name, actions]) => actions.map((action) => ({ name, action }))))(
    '$action, $name does not do its work, and it shows',
    async ({ name, action }) => {
      const { missing: found, loop } = await missingAfterRegistration(forbid(`${logicalName(name)}Role`, action));
      expect(found).toEqual(missingWithout[name]);
      expect(isVisible(loop, name)).toBe(true);
      await loop.close();
    },
  );

  test.each(['scheduler:CreateSchedule', 'iam:PassRole'])('%s, notice-change stops at once, and it shows', async (action) => {
    const { missing: found, loop } = await missingAfterRegistration(both(forbid('NoticeChangeRole', action), unawareOfShares));
    expect(found).toEqual(stages);
    expect(isVisible(loop, 'notice-change')).toBe(true);
    await loop.close();
  });

  test('events:PutEvents, start-retraining cannot tell of the run that it started: finish-retraining does, and the failure shows', async () => {
    const { missing: found, loop } = await missingAfterRegistration(forbid('StartRetrainingRole', 'events:PutEvents'));
    expect(found).toEqual([]);
    expect(isVisible(loop, 'start-retraining')).toBe(true);
    await loop.close();
  });

  /** What a function does beside its work: the loop goes on, and the failure shows. */
  const beside: readonly (readonly [name: string, action: string])[] = [
    ['grant-access', 'scheduler:CreateSchedule'],
    ['grant-access', 'iam:PassRole'],
    ['confirm-access', 'scheduler:DeleteSchedule'],
    ['profile-data', 'scheduler:CreateSchedule'],
    ['collect-profile', 'scheduler:CreateSchedule'],
    ['collect-profile', 'scheduler:DeleteSchedule'],
    ['finish-retraining', 'scheduler:DeleteSchedule'],
    ['finish-retraining', 's3:PutObject'],
    ['finish-retraining', 's3:DeleteObject'],
  ];

  test.each(beside)('of %s: %s is missed visibly', async (name, action) => {
    const { missing: found, loop } = await missingAfterRegistration(forbid(`${logicalName(name)}Role`, action));
    expect(found).toEqual([]);
    expect(isVisible(loop, name)).toBe(true);
    await loop.close();
  });

  test.each(['lakeformation:GetDataAccess', 'glue:GetTable', 'athena:StartQueryExecution', 's3:GetBucketLocation', 's3:PutObject'])(
    '%s, the reader proves nothing and profiles nothing',
    async (action) => {
      const { missing: found, loop } = await missingAfterRegistration(forbid('ReaderRoleCreditRisk', action));
      expect(found).toEqual(['Access Granted', ...profiling]);
      await loop.close();
    },
  );

  test('glue:GetDatabase, the reader does not see the link either', async () => {
    const { missing: found, loop } = await missingAfterRegistration(forbid('ReaderRoleCreditRisk', 'glue:GetDatabase'));
    expect(found).toEqual(['Access Granted', 'Catalog Refreshed', ...profiling]);
    await loop.close();
  });

  test('events:PutEvents, no schedule settles anything', async () => {
    const { missing: found, loop } = await missingAfterRegistration(forbid('SchedulerRole', 'events:PutEvents'));
    // Nobody looks again for a share that has not arrived yet either.
    expect(found).toEqual(stages.slice(1));
    await loop.close();
  });

  test('events:PutEvents, central forwards nothing', async () => {
    const { missing: found, loop } = await missingAfterRegistration(both(forbid('ForwardRole', 'events:PutEvents'), unawareOfShares));
    expect(found).toEqual(stages);
    await loop.close();
  });

  test('sqs:SendMessage, a function with its failure destination cannot even be deployed', async () => {
    await expect(startLoop({ edit: forbid('LinkProductRole', 'sqs:SendMessage') })).rejects.toThrow(/destination config/);
  });
});

describe('with the deadlines in', () => {
  test.each(['confirm-access', 'collect-profile', 'finish-retraining'])('%s ends its wait although the native event never comes', async (name) => {
    const loop = await startLoop({ edit: onConsumer((resources) => withoutNativeRule(resources, name)) });
    await loop.people.register(versions.first);
    await loop.clock.run();
    expect(missing(loop.types())).toEqual([]);
    expect(loop.types()).toContain('Deadline Reached');
    await loop.close();
  });

  function withoutNativeRule(resources: Resources, name: string): Resources {
    const native = rulesOf(resources, name).filter((id) => !JSON.stringify(resources[id]?.Properties).includes('Deadline Reached'));
    expect(native).toHaveLength(1);
    return native.reduce(without, resources);
  }
});
