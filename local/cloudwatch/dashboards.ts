import type * as Sdk from '@aws-sdk/client-cloudwatch';
import type { Call, Output } from '../core/service.ts';
import { AwsError } from '../core/service.ts';

interface Dashboard {
  readonly body: string;
  readonly modified: number;
}

/** Dashboards: kept and checked, drawn by whoever reads them. */
export function dashboardOperations() {
  const accounts = new Map<string, Map<string, Dashboard>>();

  const PutDashboard = (input: Sdk.PutDashboardCommandInput, { caller, cloud }: Call): Output<Sdk.PutDashboardCommandOutput> => {
    const body = input.DashboardBody ?? '';
    checkName(input.DashboardName ?? '');
    checkBody(body);
    of(caller.accountId).set(input.DashboardName ?? '', { body, modified: cloud.clock.now() });
    return { DashboardValidationMessages: [] };
  };

  const GetDashboard = (input: Sdk.GetDashboardCommandInput, { caller }: Call): Output<Sdk.GetDashboardCommandOutput> => {
    const name = input.DashboardName ?? '';
    const { body } = find(caller.accountId, name);
    return { DashboardName: name, DashboardArn: arnOf(caller.accountId, name), DashboardBody: body };
  };

  const ListDashboards = (input: Sdk.ListDashboardsCommandInput, { caller }: Call): Output<Sdk.ListDashboardsCommandOutput> => ({
    DashboardEntries: [...of(caller.accountId)]
      .filter(([name]) => name.startsWith(input.DashboardNamePrefix ?? ''))
      .map(([name, { body, modified }]) => ({
        DashboardName: name,
        DashboardArn: arnOf(caller.accountId, name),
        LastModified: new Date(modified),
        Size: Buffer.byteLength(body),
      })),
  });

  const DeleteDashboards = (input: Sdk.DeleteDashboardsCommandInput, { caller }: Call): Output<Sdk.DeleteDashboardsCommandOutput> => {
    if ((input.DashboardNames ?? []).length === 0) throw new AwsError('InvalidParameterValueException', 'Need to specify at least 1 dashboard');
    for (const name of input.DashboardNames ?? []) find(caller.accountId, name);
    for (const name of input.DashboardNames ?? []) of(caller.accountId).delete(name);
    return {};
  };

  function find(account: string, name: string): Dashboard {
    const found = of(account).get(name);
    if (!found) throw new AwsError('DashboardNotFoundError', `Dashboard ${name} does not exist`, 404);
    return found;
  }

  function of(account: string): Map<string, Dashboard> {
    const dashboards = accounts.get(account) ?? new Map<string, Dashboard>();
    accounts.set(account, dashboards);
    return dashboards;
  }

  return { PutDashboard, GetDashboard, ListDashboards, DeleteDashboards };
}

// CloudWatch API reference, PutDashboard.
function checkName(name: string): void {
  if (/^[\w-]{1,255}$/.test(name)) return;
  const allowed = 'It can only contain alphanumerics, dash (-) and underscore (_).';
  throw new AwsError('DashboardInvalidInputError', `The value for field DashboardName contains invalid characters. ${allowed}`);
}

// CloudWatch API reference, "Dashboard body structure and syntax".
function checkBody(body: string): void {
  const refuse = (message: string) => {
    throw new AwsError('DashboardInvalidInputError', 'The field DashboardBody must be a valid JSON object', 400, {
      dashboardValidationMessages: [{ Message: message }],
    });
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  if (typeof parsed !== 'object' || parsed === null || !('widgets' in parsed) || !Array.isArray(parsed.widgets)) {
    return refuse("Should have required property 'widgets'");
  }
}

function arnOf(account: string, name: string): string {
  return `arn:aws:cloudwatch::${account}:dashboard/${name}`;
}
