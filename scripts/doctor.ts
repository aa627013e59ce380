import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { administratorRoles } from '../local/scenario/bootstrap.ts';
import { loadDeployment, scenarioNames } from './deployment.ts';
import { clientsOf, type Clients } from './doctor/clients.ts';
import { examine, exitCode } from './doctor/examine.ts';
import { expectedOf } from './doctor/expected.ts';
import { inRole, localPlace } from './doctor/local.ts';
import type { Look } from './doctor/look.ts';
import { readOptions, usage, UsageError, type Options } from './doctor/options.ts';
import { asJson, report } from './doctor/report.ts';

/** `npm run doctor`: exit code 0 clean, 2 findings, 1 could not look. */
async function main(options: Options): Promise<number> {
  const deployment = await loadDeployment();
  const { mesh, consumer, central } = deployment;
  const names = scenarioNames(mesh, options.stage);
  const administrators = administratorRoles(names).filter((arn) => arn.includes('/meshloop-'));
  const look = (clients: { consumer: Clients; central: Clients }): Look => ({
    mesh,
    stage: options.stage,
    expected: expectedOf(consumer, central, options.stage),
    administrators,
    ...clients,
  });
  const tell = async (where: string, clients: { consumer: Clients; central: Clients }, withCentral: boolean) => {
    if (!options.json) console.log(`meshloop doctor: consumer ${mesh.consumer.account}, central ${mesh.central.account}, stage ${options.stage}, on ${where}\n`);
    const outcomes = await examine(look(clients), withCentral);
    console.log(options.json ? asJson(outcomes) : report(outcomes));
    return exitCode(outcomes);
  };
  if (options.at === 'aws') {
    const { region } = mesh.consumer;
    const own = clientsOf({ region, profile: options.profile });
    await assertAccount(own, mesh.consumer.account, options.profile);
    if (options.centralProfile === undefined) return tell('AWS', { consumer: own, central: own }, false);
    const there = clientsOf({ region, profile: options.centralProfile });
    await assertAccount(there, mesh.central.account, options.centralProfile);
    return tell('AWS', { consumer: own, central: there }, true);
  }
  const place = await localPlace(options.port, names, deployment);
  try {
    const as = async (account: string, role: string) => clientsOf(await inRole(place.config(account), account, role));
    return await tell(place.what, { consumer: await as(mesh.consumer.account, 'platform-admin'), central: await as(mesh.central.account, 'data-steward') }, true);
  } finally {
    await place.close();
  }
}

async function assertAccount({ sts }: Clients, account: string, profile: string): Promise<void> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw new CannotLook(`The profile ${profile} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (Account !== account) throw new CannotLook(`The profile ${profile} is of account ${Account}, but mesh.yml names ${account}.`);
}

/** Said without a stack. */
class CannotLook extends Error {}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else process.exitCode = await main(options);
} catch (error) {
  process.exitCode = 1;
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else if (error instanceof CannotLook) console.error(`Could not look. ${error.message}`);
  else console.error(error);
}
