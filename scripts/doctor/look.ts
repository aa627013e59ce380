import type { Mesh } from '../../shared/mesh/mesh.ts';
import { partitionOf } from '../../shared/mesh/partition.ts';
import type { Clients } from './clients.ts';

/** What a check knows and whom it may ask. */
export interface Look {
  readonly mesh: Mesh;
  readonly stage: string;
  /** Names of the deployed rules and functions, from the packaged templates. */
  readonly expected: { readonly functions: readonly string[]; readonly rules: readonly ExpectedRule[]; readonly forwarders: readonly ExpectedRule[] };
  /** Roles that have to be data lake administrators. */
  readonly administrators: readonly string[];
  readonly consumer: Clients;
  readonly central: Clients;
}

export interface ExpectedRule {
  readonly name: string;
  /** `default` or the mesh bus. */
  readonly bus: string;
}

export function roleArn({ mesh }: Look, name: string): string {
  return `arn:${partitionOf(mesh.consumer.region)}:iam::${mesh.consumer.account}:role/${name}`;
}

export function meshBus({ stage }: Look): string {
  return `meshloop-${stage}`;
}

/** ARN of something in the consumer's or central's Region. */
export function arnOf({ mesh }: Look, service: string, account: string, resource: string): string {
  return `arn:${partitionOf(mesh.consumer.region)}:${service}:${mesh.consumer.region}:${account}:${resource}`;
}

/** What deploys the stack of a stage; `dev` is Serverless's own choice where none is named. */
export function redeploy({ stage }: Pick<Look, 'stage'>, account: 'consumer' | 'central' = 'consumer'): string {
  const deploy = `npx serverless deploy${stage === 'dev' ? '' : ` --stage ${stage}`}`;
  return `npm run package && ${account === 'central' ? `(cd central && ${deploy})` : deploy}`;
}

/** The answer, or undefined where AWS says that there is none. Any other refusal is thrown. */
export async function unlessMissing<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    const message = error instanceof Error ? error.message : '';
    const isMissing = /NotFound|NoSuchEntity|EntityNotFound/.test(name) || (/Validation|InvalidRequest/.test(name) && /not (found|exist)|does not exist/i.test(message));
    if (isMissing) return undefined;
    throw error;
  }
}
