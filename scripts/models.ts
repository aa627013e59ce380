import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { readMeshFile, InvalidMesh } from './build/mesh.ts';
import { readOptions, usage, UsageError, type ModelsOptions } from './models/options.ts';
import { readVersions } from './models/packages.ts';
import { table } from './models/table.ts';

async function main({ groups: named, from, json }: ModelsOptions): Promise<void> {
  const mesh = readMeshFile();
  const groups = named.length > 0 ? named : mesh.subscriptions.flatMap(({ models }) => models.map(({ modelPackageGroup }) => modelPackageGroup));
  if (groups.length === 0) throw new UsageError('mesh.yml has no models: name a model package group.');
  const { account, region } = mesh.consumer;
  const config =
    'port' in from
      ? { region, endpoint: `http://127.0.0.1:${from.port}`, forcePathStyle: true, credentials: { accessKeyId: account, secretAccessKey: 'local' }, maxAttempts: 1 }
      : { region, profile: from.profile };
  const [sagemaker, s3] = [new SageMakerClient(config), new S3Client(config)];
  const found = [];
  for (const group of groups) found.push({ group, versions: await readVersions(sagemaker, s3, group) });
  if (json) console.log(JSON.stringify(found.flatMap(({ versions }) => versions), null, 2));
  else console.log(found.map(({ group, versions }) => table(group, versions)).join('\n\n'));
}

/** What a person can put right, in a sentence; undefined for a mistake of ours. */
function remedy(error: unknown): string | undefined {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`;
  if (error instanceof InvalidMesh) return error.message;
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'There is no local cloud at this port. Start one with `npm run local`, or say its port with --port N.';
  if (/CredentialsProviderError|ExpiredToken|AccessDenied/.test(error.name)) return `${error.name}: ${error.message}`;
  return error.name === 'ValidationException' ? error.message : undefined;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else await main(options);
} catch (error) {
  console.error(remedy(error) ?? error);
  process.exitCode = 1;
}
