import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { readMeshFile } from './build/mesh.ts';
import { readOptions, usage, type ModelsOptions } from './models/options.ts';
import { readVersions } from './models/packages.ts';
import { clientsOf, remedy, UsageError } from './where.ts';
import { table } from './models/table.ts';

async function main({ groups: named, from, json }: ModelsOptions): Promise<void> {
  const mesh = readMeshFile();
  const groups = named.length > 0 ? named : mesh.subscriptions.flatMap(({ models }) => models.map(({ modelPackageGroup }) => modelPackageGroup));
  if (groups.length === 0) throw new UsageError('mesh.yml has no models: name a model package group.');
  const config = clientsOf(from, mesh.consumer);
  const [sagemaker, s3] = [new SageMakerClient(config), new S3Client(config)];
  const found = [];
  for (const group of groups) found.push({ group, versions: await readVersions(sagemaker, s3, group) });
  if (json) console.log(JSON.stringify(found.flatMap(({ versions }) => versions), null, 2));
  else console.log(found.map(({ group, versions }) => table(group, versions)).join('\n\n'));
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else await main(options);
} catch (error) {
  console.error(remedy(error, usage) ?? error);
  process.exitCode = 1;
}
