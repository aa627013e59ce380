import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serveCloud } from '../../local/http/server.ts';
import { creditVersions, startLoop } from '../support/loop.ts';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'models.ts');

/** As a person would call it: an own process, over HTTP. */
async function models(...args: readonly string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [script, ...args]);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, ...said };
}

describe('npm run models', () => {
  it('lists the packages of mesh.yml’s groups from a running local cloud, with what is known of them', async () => {
    const loop = await startLoop();
    const versions = await creditVersions(300);
    await loop.people.register(versions.first);
    await loop.clock.run();
    await loop.people.reRegister(versions.shifted, 2);
    await loop.clock.run();
    const server = await serveCloud(loop.cloud, 0);

    const table = await models('--local', '--port', String(server.port));
    const json = await models('--local', '--port', String(server.port), '--json');
    const other = await models('--local', '--port', String(server.port), 'no-such-group');

    expect(table).toMatchObject({ status: 0, stderr: '' });
    expect(table.stdout).toMatch(/^credit-risk \(\* champion\)\n.*Version.*\n\* +2 .*Approved .* drift +drift .*\n +1 .*first training +none/);
    expect(JSON.parse(json.stdout)).toMatchObject([
      { version: 2, champion: true, approval: 'Approved', reason: 'drift', drift: 'drift', metrics: null, note: expect.stringContaining('steps not run') },
      { version: 1, champion: false, approval: 'Approved', reason: 'first training', product: 'credit_risk/applications' },
    ]);
    expect(other).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('no-such-group') });
    await server.close();
    await versions.dispose();
    await loop.close();
  });

  it('says what to do where nothing can be asked', async () => {
    expect(await models()).toMatchObject({ status: 1, stderr: expect.stringContaining('--local for a running local cloud, or --profile NAME') });
    expect(await models('--local', '--port', '1')).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run local') });
  });
});
