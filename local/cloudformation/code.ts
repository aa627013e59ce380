import path from 'node:path';
import { isRecord } from '../core/protocol/shape.ts';
import type { Cloud } from '../core/cloud.ts';
import { resolve } from './intrinsics.ts';
import type { Scope } from './scope.ts';
import type { TemplateResource } from './template.ts';

/**
 * Puts `<codeRoot>` where a deployment would have put the function's zip file, so that its handler `dist/link-product/index.handler`
 * is `<codeRoot>/dist/link-product/index.cjs`. A deployment's own mesh stands in place of the mesh.json beside the bundle.
 */
export function registerCode(cloud: Cloud, resource: TemplateResource, scope: Scope, source: { codeRoot: string; mesh?: unknown }): void {
  const code = resolve(resource.Properties?.['Code'], scope);
  const handler = resolve(resource.Properties?.['Handler'], scope);
  if (!isRecord(code) || typeof code['S3Bucket'] !== 'string' || typeof code['S3Key'] !== 'string' || typeof handler !== 'string') return;
  const beside = path.posix.join(path.posix.dirname(handler), 'mesh.json');
  const files = source.mesh === undefined ? {} : { [beside]: source.mesh };
  cloud.lambda.registerCode(code['S3Bucket'], code['S3Key'], { root: source.codeRoot, files });
}
