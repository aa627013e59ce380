import { administratorRoles } from '../../local/scenario/bootstrap.ts';
import { clientConfig } from '../../local/core/clients.ts';
import { loadDeployment } from '../../scripts/deployment.ts';
import { clientsOf, type ClientConfig } from '../../scripts/doctor/clients.ts';
import { expectedOf } from '../../scripts/doctor/expected.ts';
import { inRole } from '../../scripts/doctor/local.ts';
import type { Look } from '../../scripts/doctor/look.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import type { Loop } from '../support/loop.ts';

/** What the command gives its checks, on the cloud of a loop. */
export async function lookAt(loop: Loop, change: (mesh: Mesh) => Mesh = (mesh) => mesh): Promise<Look> {
  const deployment = await loadDeployment();
  const mesh = change(deployment.mesh);
  const as = async (account: string, role: string) => clientsOf(await inRole(asConfig(loop, account), account, role));
  return {
    mesh,
    stage: 'dev',
    expected: expectedOf(deployment.consumer, deployment.central, 'dev'),
    administrators: administratorRoles(loop.names).filter((arn) => arn.includes('/meshloop-')),
    consumer: await as(mesh.consumer.account, 'platform-admin'),
    central: await as(mesh.central.account, 'data-steward'),
  };
}

function asConfig(loop: Loop, account: string): ClientConfig {
  return clientConfig(loop.cloud, account);
}
