import { describe, expect, it } from 'vitest';
import { bundleFixtures, createFunction, createRole, invoke, openBench, START, writeJson } from './support.ts';

const root = bundleFixtures('probe', 'mesh');

async function probe(seed?: number) {
  const bench = openBench(seed);
  await createRole(bench, 'probe');
  await createFunction(bench, root, 'probe', { Environment: { Variables: { STAGE: 'test' } } });
  return bench;
}

describe('the sandbox', () => {
  it('gives a function its own environment variables and none of the host', async () => {
    const bench = await probe();
    process.env['MESHLOOP_HOST_ONLY'] = 'secret';

    const { payload } = await invoke(bench, 'probe', {});

    expect(payload['env']).toMatchObject({
      STAGE: 'test',
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: 'probe',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/probe',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      _HANDLER: 'dist/probe/index.handler',
    });
    expect(payload['env']).not.toHaveProperty('MESHLOOP_HOST_ONLY');
    expect(payload['env']).not.toHaveProperty('HOME');
  });

  it('keeps what a function writes to process.env in its environment', async () => {
    const bench = await probe();
    await createRole(bench, 'other');
    await createFunction(bench, root, 'other');

    await invoke(bench, 'probe', { set: ['LEAK', 'yes'] });
    const same = await invoke(bench, 'probe', {});
    const other = await invoke(bench, 'other', {});

    expect(same.payload['env']).toHaveProperty('LEAK', 'yes');
    expect(other.payload['env']).not.toHaveProperty('LEAK');
    expect(process.env).not.toHaveProperty('LEAK');
  });

  it('runs on the time of the cloud', async () => {
    const bench = await probe();

    const { payload } = await invoke(bench, 'probe', { wait: 4000 });

    expect(payload).toMatchObject({ now: START + 4000, date: new Date(START + 4000).toISOString(), remaining: 6000 });
  });

  it('draws its randomness from the dice of the cloud', async () => {
    const runs: unknown[] = [];
    for (const seed of [7, 7, 8]) runs.push((await invoke(await probe(seed), 'probe', {})).payload['random']);

    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).not.toEqual(runs[0]);
  });

  it('reads mesh.json beside the bundle, or the one of the deployment', async () => {
    writeJson(root, 'dist/mesh/mesh.json', { from: 'file' });
    const bench = openBench();
    await createRole(bench, 'mesh');
    const Role = 'arn:aws:iam::222222222222:role/mesh';
    await createFunction(bench, root, 'packaged', { bundle: 'mesh', Role });
    await createFunction(bench, root, 'overridden', { bundle: 'mesh', Role, files: { 'dist/mesh/mesh.json': { from: 'deployment' } } });

    expect((await invoke(bench, 'packaged', {})).payload).toEqual({ from: 'file' });
    expect((await invoke(bench, 'overridden', {})).payload).toEqual({ from: 'deployment' });
  });
});
