import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployments } from '../../../shared/mesh/deployments.ts';
import { meshDist } from '../paths.ts';
import { forPlatform } from './index.ts';
import type { Resources } from './resources.ts';

/** The part of the framework that a plugin is given. */
interface Framework {
  readonly service: { readonly service: string; readonly provider: { readonly compiledCloudFormationTemplate: { Resources: Resources } } };
}

/** Changes the finished template by what mesh.yml says about the deployment, so that no resource can be forgotten. */
export default class PlatformPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(framework: Framework) {
    const change = () => {
      const deployments: Deployments = JSON.parse(readFileSync(join(meshDist, 'deployments.json'), 'utf8'));
      const stack = framework.service.service === 'meshloop-central' ? 'central' : 'consumer';
      const template = framework.service.provider.compiledCloudFormationTemplate;
      template.Resources = forPlatform(template.Resources, stack, deployments[stack]);
    };
    // The last moment before the template is written.
    this.hooks = { 'before:aws:package:finalize:saveServiceState': change };
  }
}
