import { GetDatabaseCommand } from '@aws-sdk/client-glue';
import { ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import type { Check } from '../finding.ts';
import { roleArn, unlessMissing } from '../look.ts';

const database = 'sagemaker_processing';
const needed = ['CREATE_TABLE', 'ALTER', 'DROP', 'DESCRIBE'];

/** Where SageMaker's Athena input puts its tables. */
export const processing: Check = {
  title: `database ${database}`,
  account: 'consumer',
  findings: async (look) => {
    const { glue, lake } = look.consumer;
    const why = 'A pipeline reads its training data by a CREATE TABLE AS in this database; Lake Formation has to let it.';
    if ((await unlessMissing(glue.send(new GetDatabaseCommand({ Name: database })))) === undefined)
      return [{ what: `There is no database ${database}`, why, remedy: `aws glue create-database --database-input Name=${database}` }];
    const principal = roleArn(look, `meshloop-${look.stage}-pipeline`);
    const held = new Set<string>();
    let NextToken: string | undefined;
    do {
      const page = await lake.send(
        new ListPermissionsCommand({ Principal: { DataLakePrincipalIdentifier: principal }, Resource: { Database: { Name: database } }, NextToken }),
      );
      for (const permission of (page.PrincipalResourcePermissions ?? []).flatMap(({ Permissions = [] }) => Permissions)) held.add(permission);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    const missing = held.has('ALL') ? [] : needed.filter((permission) => !held.has(permission));
    if (missing.length === 0) return [];
    const resource = JSON.stringify({ Database: { Name: database } });
    return [
      {
        what: `${principal} lacks ${missing.join(', ')} on ${database}`,
        why,
        remedy: `aws lakeformation grant-permissions --principal DataLakePrincipalIdentifier=${principal} --permissions ${missing.join(' ')} --resource '${resource}'`,
      },
    ];
  },
};
