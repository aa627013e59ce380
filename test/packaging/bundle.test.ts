import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/build/bundle.ts';
import { root } from './templates.ts';

const schemas = '@aws-sdk/client-s3/dist-es/schemas/schemas_0.js';
let work: string;

beforeAll(async () => {
  work = mkdtempSync(join(root, 'node_modules', '.bundle-test-'));
  writeFileSync(join(work, 'one.ts'), `import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';\nexport const handler = () => [new S3Client({}), GetObjectCommand];\n`);
  writeFileSync(join(work, 'all.ts'), `export * from '${join(root, 'node_modules', schemas)}';\n`);
  for (const sdk of ['cut', 'whole'] as const) {
    await bundle({ [`one.${sdk}`]: join(work, 'one.ts'), [`all.${sdk}`]: join(work, 'all.ts') }, work, sdk);
  }
});

afterAll(() => rmSync(work, { recursive: true }));

describe('a bundle', () => {
  const text = (name: string) => readFileSync(join(work, `${name}.cjs`), 'utf8');

  it.each([
    ['schemas of operations that are not called', 'AnalyticsS3BucketDestination'],
    ['event streams', 'EventStreamCodec'],
    ['profiles and single sign-on', 'sso_start_url'],
  ])('leaves out %s, which the SDK as it comes brings', (_, name) => {
    expect({ whole: text('one.whole').includes(name), cut: text('one.cut').includes(name) }).toEqual({ whole: true, cut: false });
  });

  it('has the schemas of the SDK itself: what is written otherwise means the same', () => {
    const load = (name: string): unknown => createRequire(import.meta.url)(join(work, `${name}.cjs`));
    const shown = (value: unknown) => JSON.stringify(value, (_, part: unknown) => (typeof part === 'function' ? part.toString() : part), 1);
    const [cut, whole] = [shown(load('all.cut')), shown(load('all.whole'))];

    expect(whole).toContain('httpHeader');
    expect(cut).toBe(whole);
  });
});
