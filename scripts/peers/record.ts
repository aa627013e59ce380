import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalCloud } from '../../local/cloud.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';
import { serviceById } from '../../local/core/protocol/services.ts';
import { boot } from '../../local/scenario/boot.ts';
import { generateApplicants, toCsv } from '../../local/scenario/credit-data.ts';
import { play } from '../../local/scenario/play.ts';
import { publishFile, publishShifted } from '../../local/scenario/product-file.ts';
import { loadDeployment, scenarioNames } from '../deployment.ts';
import { tagged } from './tagged.ts';

/** 22 November 2026, 09:00 UTC: any fixed moment would do. */
const start = Date.UTC(2026, 10, 22, 9);

/** One request as it came over the wire, and its answer. */
interface Recorded {
  /** The service's name in botocore and the AWS CLI is its signing name, except for CloudWatch. */
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  /** The role behind the caller; without one it is the account's administrator. */
  readonly role?: string;
  /** Whether a function of the stack sent it, under its own role or as one that it took. */
  readonly byHandler: boolean;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: string;
}

/** Services whose answers are compared with another emulator's. */
const compared = new Set(['glue', 'lakeformation', 'sagemaker', 'eventbridge']);

/** Plays the scenario on a virtual clock and writes every request as a line of JSON. */
export async function recordScenario(file: string): Promise<number> {
  const deployment = await loadDeployment();
  const names = scenarioNames(deployment.mesh);
  const clock = new VirtualClock(start);
  const cloud = await boot(names, deployment, clock, new SeededDice('peers'));
  const folder = await mkdtemp(join(tmpdir(), 'meshloop-'));
  const recorded: Recorded[] = [];
  try {
    const csv = join(folder, 'credit.csv');
    await writeFile(csv, toCsv(generateApplicants(1000, new SeededDice('credit-risk'))));
    const first = await publishFile(csv, folder, 'first');
    const update = await publishShifted(first, csv, folder, 'update');
    record(cloud, recorded);
    await play(cloud, clock, names, { first, update }, () => undefined);
  } finally {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  }
  await writeFile(file, recorded.map((entry) => `${JSON.stringify(tagged(entry))}\n`).join(''));
  return recorded.length;
}

function record(cloud: LocalCloud, recorded: Recorded[]): void {
  // The observation of a call has no answer; the interceptor sees it for the same input object.
  const outputs = new WeakMap<object, unknown>();
  cloud.intercept({
    after: (call, input, output) => {
      if (compared.has(call.service) && typeof input === 'object' && input !== null) outputs.set(input, output);
    },
  });
  cloud.watch.subscribe((observation) => {
    if (observation.kind !== 'call') return;
    const { service, operation, account, caller, input, error } = observation;
    const output = typeof input === 'object' && input !== null ? outputs.get(input) : undefined;
    recorded.push({
      service: service === 'cloudwatch' ? service : (serviceById(service)?.signingName ?? service),
      operation,
      account,
      ...(caller.roleArn === undefined ? {} : { role: caller.roleArn }),
      byHandler: /:role\/meshloop-/.test(caller.roleArn ?? ''),
      input,
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error }),
    });
  });
}
