import type { Subscription } from '../../../shared/mesh/mesh.ts';
import { linkName } from '../../../shared/mesh/names.ts';
import type { Check, Finding } from '../finding.ts';
import { arnOf, redeploy, roleArn, type Look } from '../look.ts';
import { mayNot } from './simulate.ts';

const catalogReads = ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'];

/** Lake Formation's grants are not enough: IAM has to allow the calls that reading makes. */
export const roles: Check = {
  title: 'IAM of the roles that read',
  account: 'consumer',
  findings: async (look) => {
    const found: Finding[] = [];
    for (const subscription of look.mesh.subscriptions) {
      const own = [roleArn(look, `meshloop-${look.stage}-reader-${subscription.name}`), roleArn(look, `meshloop-${look.stage}-pipeline`)];
      for (const arn of own) found.push(...(await judge(look, subscription, arn, redeploy(look))));
      for (const { arn } of subscription.roles) found.push(...(await judge(look, subscription, arn)));
    }
    return [...new Map(found.map((finding) => [finding.what, finding])).values()];
  },
};

async function judge(look: Look, subscription: Subscription, arn: string, deploy?: string): Promise<Finding[]> {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const dataAccess = await mayNot(look.consumer, arn, ['lakeformation:GetDataAccess'], ['*']);
  if (dataAccess === undefined) {
    const remedy = deploy ?? `Create the role, or take it out of mesh.yml: aws iam get-role --role-name ${name}`;
    return [{ what: `There is no role ${arn}`, why: `${subscription.name} grants to it: Lake Formation refuses a principal that does not exist.`, remedy }];
  }
  const found: Finding[] = [];
  const allow = (actions: readonly string[], resources: readonly string[]) =>
    deploy ??
    `aws iam put-role-policy --role-name ${name} --policy-name meshloop-reads --policy-document '${JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: resources }] })}'`;
  if (dataAccess.length > 0)
    found.push({
      what: `${arn} may not call lakeformation:GetDataAccess`,
      why: 'Without it Lake Formation hands out no credentials for the data, whatever it has granted.',
      remedy: allow(['lakeformation:GetDataAccess'], ['*']),
    });
  for (const [side, resources] of Object.entries(catalogOf(look, subscription))) {
    const refused = (await mayNot(look.consumer, arn, catalogReads, resources)) ?? [];
    if (refused.length > 0)
      found.push({
        what: `${arn} may not call ${refused.join(', ')} on the ${side}`,
        why: 'A table that is read through a link needs the catalog’s reads on the link and on what it points to.',
        remedy: allow(catalogReads, resources),
      });
  }
  return found;
}

function catalogOf(look: Look, subscription: Subscription): Readonly<Record<'link' | 'target', readonly string[]>> {
  const { mesh } = look;
  const database = subscription.database.replaceAll(/[*?]/g, 'x');
  const link = linkName(subscription, database);
  const arns = (account: string, name: string) => ['catalog', `database/${name}`, `table/${name}/x`].map((path) => arnOf(look, 'glue', account, path));
  return { link: arns(mesh.consumer.account, link), target: arns(mesh.central.account, database) };
}
