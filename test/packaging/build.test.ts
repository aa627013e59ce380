import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './templates.ts';

let copy: string;

/** A copy of the project with one function of its own, so that a build can go wrong without harm. */
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'meshloop-build-'));
  for (const path of ['shared', 'events', 'pipelines', 'scripts', 'mesh.yml', 'package.json', 'package-lock.json']) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  mkdirSync(join(copy, 'functions'));
  writeFileSync(
    join(copy, 'functions', 'tell-mesh.ts'),
    "import { deployedMesh } from '../shared/mesh/runtime.ts';\nexport const handler = () => deployedMesh().central.account;\n",
  );
});

afterEach(() => rmSync(copy, { recursive: true }));

function build() {
  return spawnSync(process.execPath, [join(copy, 'scripts', 'build.ts')], { cwd: copy, encoding: 'utf8' });
}

function changeMesh(from: string, to: string): void {
  const file = join(copy, 'mesh.yml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

describe('npm run build', () => {
  it('makes one bundle that reads the mesh beside it, also another one', () => {
    const { status, stdout } = build();
    const bundle = join(copy, 'dist', 'tell-mesh', 'index.cjs');
    const mesh = join(copy, 'dist', 'tell-mesh', 'mesh.json');
    const call = () => spawnSync(process.execPath, ['-p', `require(${JSON.stringify(bundle)}).handler()`], { encoding: 'utf8' });

    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(readFileSync(bundle, 'utf8')).toContain('require("./mesh.json")');
    expect(call().stdout.trim()).toBe('111111111111');
    writeFileSync(mesh, readFileSync(mesh, 'utf8').replaceAll('111111111111', '444444444444'));
    expect(call().stdout.trim()).toBe('444444444444');
  });

  it('stops at a mistake in mesh.yml with file, line, field and remedy, and writes nothing', () => {
    changeMesh('settleWindow: 5m', 'settleWindow: 5');

    const { status, stderr } = build();

    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^mesh\.yml:\d+:5: subscriptions\[0\]\.settleWindow is read as a number by YAML\. Write a number and a unit, such as 5m or 1h\.\n$/,
    );
    expect(existsSync(join(copy, 'dist'))).toBe(false);
  });

  it('stops at a pipeline that has no definition', () => {
    changeMesh('pipeline: credit-risk', 'pipeline: churn');

    const { status, stderr } = build();

    expect(status).toBe(1);
    expect(stderr).toContain('mesh.yml names the pipeline "churn", but pipelines/churn/definition.ts does not exist');
  });

  it('removes the bundle of a function that is no more', () => {
    build();
    rmSync(join(copy, 'functions', 'tell-mesh.ts'));
    writeFileSync(join(copy, 'functions', 'other.ts'), 'export const handler = () => 1;\n');

    build();

    expect(existsSync(join(copy, 'dist', 'tell-mesh'))).toBe(false);
    expect(existsSync(join(copy, 'dist', 'other', 'index.cjs'))).toBe(true);
    expect(existsSync(join(copy, 'dist', 'mesh', 'resources.json'))).toBe(true);
  });
});
