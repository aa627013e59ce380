import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeModelPackageCommand,
  DescribeModelPackageGroupCommand,
  ListModelPackagesCommand,
  SageMakerClient,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../local/core/clients.ts';
import { bucketPolicy, groupPolicy } from '../../scripts/build/production-accounts.ts';
import { loadMesh } from '../../shared/mesh/load.ts';
import { creditVersions, startLoop, type Resources } from '../support/loop.ts';

const production = '444444444444';
const bucket = 'meshloop-dev-222222222222-eu-central-1';
const group = 'arn:aws:sagemaker:eu-central-1:222222222222:model-package-group/credit-risk';
const newest = 'arn:aws:sagemaker:eu-central-1:222222222222:model-package/credit-risk/1';

function meshWith(accounts: readonly string[]) {
  const loaded = loadMesh(
    `
central: { account: "111111111111" }
consumer: { account: "222222222222", region: eu-central-1 }
subscriptions:
  - name: credit-risk
    database: credit_risk
    models: [{ name: credit-risk, table: applications, pipeline: credit-risk, modelPackageGroup: credit-risk, productionAccounts: ${JSON.stringify(accounts)} }]`,
    'mesh.yml',
  );
  const [model] = 'mesh' in loaded ? (loaded.mesh.subscriptions[0]?.models ?? []) : [];
  if (model === undefined || !('mesh' in loaded)) throw new Error(JSON.stringify(loaded));
  return { mesh: loaded.mesh, model };
}

/** The stack with what the build makes of a mesh that names the production account. */
function shared(resources: Resources): Resources {
  const { mesh, model } = meshWith([production]);
  const found = resources['ModelPackageGroupCreditRisk'];
  if (found === undefined) return resources;
  const policy = { ModelPackageGroupPolicy: groupPolicy(mesh, model) };
  return { ...resources, ModelPackageGroupCreditRisk: { ...found, Properties: { ...found.Properties, ...policy } }, BucketPolicy: { ...bucketPolicy(mesh) } };
}

async function registered(edit?: (resources: Resources) => Resources) {
  const loop = await startLoop(edit === undefined ? {} : { edit });
  const versions = await creditVersions(300);
  await loop.people.register(versions.first);
  await loop.clock.run();
  loop.cloud.s3.put(bucket, 'models/credit-risk/run/output/model.tar.gz', new TextEncoder().encode('model'));
  loop.cloud.s3.put(bucket, 'runs/credit-risk/note.json', new TextEncoder().encode('{}'));
  const config = clientConfig(loop.cloud, production);
  return { loop, dispose: versions.dispose, sagemaker: new SageMakerClient(config), s3: new S3Client({ ...config, forcePathStyle: true }) };
}

describe('a production account that mesh.yml names', () => {
  it('reads the group, its packages and their files, and changes nothing', async () => {
    const { loop, dispose, sagemaker, s3 } = await registered(shared);

    await expect(sagemaker.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName: group }))).resolves.toMatchObject({ ModelPackageGroupArn: group });
    await expect(sagemaker.send(new ListModelPackagesCommand({ ModelPackageGroupName: group }))).resolves.toMatchObject({
      ModelPackageSummaryList: [{ ModelPackageArn: newest }],
    });
    await expect(sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: newest }))).resolves.toMatchObject({ ModelApprovalStatus: 'Approved' });
    await expect(s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'models/credit-risk/run/output/model.tar.gz' }))).resolves.toBeDefined();

    await expect(s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'runs/credit-risk/note.json' }))).rejects.toThrow(/not authorized|Access ?Denied/i);
    await expect(sagemaker.send(new UpdateModelPackageCommand({ ModelPackageArn: newest, ModelApprovalStatus: 'Rejected' }))).rejects.toThrow(/does not exist|not authorized/);
    await dispose();
    await loop.close();
  });

  it('is needed: any other account is refused', async () => {
    const { loop, dispose, sagemaker, s3 } = await registered();

    await expect(sagemaker.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName: group }))).rejects.toThrow(/not authorized/);
    await expect(sagemaker.send(new ListModelPackagesCommand({ ModelPackageGroupName: group }))).rejects.toThrow(/not authorized/);
    await expect(sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: newest }))).rejects.toThrow(/not authorized/);
    await expect(s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'models/credit-risk/run/output/model.tar.gz' }))).rejects.toThrow(/not authorized|Access ?Denied/i);
    await dispose();
    await loop.close();
  });

  it('is nowhere in the policies of a mesh that names none', () => {
    const { mesh, model } = meshWith([]);
    expect(groupPolicy(mesh, model)).toBeUndefined();
    expect(JSON.stringify(bucketPolicy(mesh))).not.toContain('Allow');
  });
});
