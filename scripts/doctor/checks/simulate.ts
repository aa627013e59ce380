import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Clients } from '../clients.ts';
import { unlessMissing } from '../look.ts';

/** Which of the actions the role's policies do not allow on all of the resources; undefined when there is no such role. */
export async function mayNot(
  { iam }: Clients,
  roleArn: string,
  actions: readonly string[],
  resources: readonly string[],
): Promise<readonly string[] | undefined> {
  const refused = new Set<string>();
  let Marker: string | undefined;
  do {
    const page = await unlessMissing(
      iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: roleArn, ActionNames: [...actions], ResourceArns: [...resources], Marker })),
    );
    if (page === undefined) return undefined;
    for (const { EvalActionName = '', EvalDecision } of page.EvaluationResults ?? []) {
      if (EvalDecision !== 'allowed') refused.add(EvalActionName);
    }
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker !== undefined);
  return [...refused];
}
