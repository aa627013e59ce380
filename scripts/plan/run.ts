import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import type { Context } from '../../shared/runtime/context.ts';
import { logger } from '../../shared/runtime/log.ts';
import { loadDeployment, scenarioNames } from '../deployment.ts';
import { inRole, localPlace } from '../doctor/local.ts';
import { environmentOf } from './environment.ts';
import type { PlanOptions } from './options.ts';
import { asJson, difference, exitCode, findingsOf, linesOf, refusals, report } from './report.ts';
import { noteShown, readShown } from './shown.ts';
import { carryOut, planWhole, type WholePlan } from './whole.ts';

/** Shows or carries out the plan. Answers 0 nothing to do or done, 2 something waits, 1 could not do all of it. @throws CannotLook */
export async function run(options: PlanOptions, print: (text: string) => void): Promise<number> {
  const deployment = await loadDeployment();
  const { mesh } = deployment;
  const { at, stage } = options;
  if ('profile' in at) {
    actAs(mesh, { AWS_PROFILE: at.profile });
    return inPlace(options, mesh, print);
  }
  const place = await localPlace(at.port, scenarioNames(mesh, stage), deployment);
  try {
    const { account } = mesh.consumer;
    const { credentials } = await inRole(place.config(account), account, 'platform-admin');
    if (credentials === undefined || typeof credentials === 'function') throw new Error('STS gave no session.');
    const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials;
    const session = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
    actAs(mesh, { ...session, AWS_ENDPOINT_URL: await place.endpoint() });
    return await inPlace(options, mesh, print);
  } finally {
    await place.close();
  }
}

/** The code of the functions takes its Region, credentials and endpoint from the environment. */
function actAs({ consumer }: Mesh, variables: Readonly<Record<string, string>>): void {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']) delete process.env[name];
  Object.assign(process.env, { AWS_REGION: consumer.region, ...variables });
}

async function inPlace({ stage, json, apply, accept }: PlanOptions, mesh: Mesh, print: (text: string) => void): Promise<number> {
  // What the functions log is of no use here; findings and refusals are printed.
  logger.setLogLevel('CRITICAL');
  const who = await caller(mesh);
  const context: Context = { mesh, environment: environmentOf(mesh, stage), now: Date.now };
  const plan = await planWhole(context);
  if (!apply) {
    await noteShown(plan.hash, linesOf(plan));
    print(json ? asJson(plan) : report(plan));
    return exitCode(plan);
  }
  if (!accept.includes(plan.hash)) return another(plan, accept, json, print);
  const refused = await carryOut(context, plan, { mesh, stage, role: who }, accept);
  const released = plan.held === undefined || accept.includes(plan.held.hash);
  const left = { actions: [], findings: plan.findings, ...(!released && { held: plan.held }) };
  const done = plan.actions.length - refused.length + (released ? (plan.held?.actions.length ?? 0) : 0);
  if (json) print(JSON.stringify({ hash: plan.hash, done, refused: refused.map(({ grant, error }) => ({ grant, reason: error.message })), held: left.held?.hash }, undefined, 2));
  else print([`Done: ${done} of plan ${plan.hash}.`, ...(left.held ? [`Held back: ${left.held.actions.length}, hash ${left.held.hash}.`] : []), refusals(refused), findingsOf(plan.findings)].filter((part) => part !== '').join('\n'));
  return refused.length > 0 ? 1 : exitCode(left);
}

async function another(plan: WholePlan, accept: readonly string[], json: boolean, print: (text: string) => void): Promise<number> {
  const shown = (await Promise.all(accept.map(readShown))).find((lines) => lines !== undefined);
  const lines = linesOf(plan);
  await noteShown(plan.hash, lines);
  if (json) print(asJson(plan));
  else {
    print(`The plan is another one by now, ${plan.hash}: nothing was done.\n`);
    print(shown === undefined ? report(plan) : `${difference(shown, lines)}\n\nTo carry it out: --apply --accept ${plan.hash}`);
  }
  return 2;
}

/** The principal that Lake Formation knows the caller by; for a session its role, with its path. @throws CannotLook */
async function caller({ consumer }: Mesh): Promise<string> {
  const { Account, Arn = '' } = await new STSClient({}).send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw new CannotLook(`${credentials()} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (Account !== consumer.account) throw new CannotLook(`${credentials()} is of account ${Account}, but mesh.yml names ${consumer.account}.`);
  const [, name] = /:assumed-role\/([^/]+)\//.exec(Arn) ?? [];
  if (name === undefined) return Arn;
  const { Role } = await new IAMClient({}).send(new GetRoleCommand({ RoleName: name }));
  return Role?.Arn ?? Arn;
}

function credentials(): string {
  return `The profile ${process.env['AWS_PROFILE'] ?? 'of the local cloud'}`;
}

/** Said without a stack. */
export class CannotLook extends Error {}
