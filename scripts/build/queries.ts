import { oneChangeQuery } from '../../shared/catalog/log-queries.ts';
import type { CloudFormationResource } from './mesh-resources.ts';

/** A question to the functions' logs in the language of CloudWatch Logs Insights. */
export interface Query {
  /** What it is called among the saved queries. */
  readonly name: string;
  /** The functions whose logs it reads; absent for all. */
  readonly functions?: readonly string[];
  readonly lines: readonly string[];
}

/** Each database that has a problem: since when, why, and what to do. */
export const problems: Query = {
  name: 'Problems by product',
  lines: [
    "filter message in ['sync failed', 'failed', 'the run failed']",
    '| stats earliest(timestamp) as since, latest(timestamp) as last, count(*) as times, latest(reason) as why, latest(remedy) as todo, latest(changeId) as change by product.database, product.table, service, code',
    '| sort last desc',
    '| limit 50',
  ],
};

export const wentWrong: Query = {
  name: 'What went wrong last',
  lines: [
    'fields @timestamp, service, changeId, product.database, product.table, failure, code, reason, remedy',
    "| filter level = 'ERROR'",
    '| sort @timestamp desc',
    '| limit 50',
  ],
};

export const oneChange: Query = {
  name: 'One change from end to end',
  lines: ['# Write the change id in place of CHANGE.', oneChangeQuery()],
};

/** From 1 on a column drifts. Those that are far from it would hide the others. */
export const columnDrift: Query = {
  name: 'Drift of columns over time',
  functions: ['check-drift'],
  lines: [
    "filter message = 'column drift' and strength >= 0.5",
    "| fields concat(model, ': ', column) as series",
    '| stats max(strength) as drift by series, bin(1h)',
  ],
};

/** As the newest reconcile of each database found it. */
export const productStates: Query = {
  name: 'Products by state',
  functions: ['reconcile'],
  lines: [
    "filter message = 'product state'",
    '| stats latest(state) as state by product.catalogId, product.database',
    '| stats count(*) as products by state',
    '| sort products desc',
  ],
};

/** Which calls AWS throttled. */
export const throttled: Query = {
  name: 'Throttled calls',
  lines: ["filter message = 'throttled'", '| stats count(*) as times, latest(timestamp) as last by client, command, service', '| sort times desc', '| limit 50'],
};

/** A function's log group. */
export function logGroup(name: string): string {
  return `/aws/lambda/meshloop-\${sls:stage}-${name}`;
}

/** The saved queries, each over the log groups that it reads. */
export function queryResources(functions: readonly string[]): Record<string, CloudFormationResource> {
  const saved = [problems, wentWrong, oneChange, columnDrift, productStates, throttled];
  return Object.fromEntries(
    saved.map(({ name, functions: read = functions, lines }) => [
      `Query${pascal(name, ' ')}`,
      {
        Type: 'AWS::Logs::QueryDefinition',
        Properties: {
          Name: `meshloop-\${sls:stage}/${name}`,
          LogGroupNames: read.map((each) => ({ Ref: `${pascal(each, '-')}LogGroup` })),
          QueryString: lines.join('\n'),
        },
      },
    ]),
  );
}

function pascal(name: string, separator: string): string {
  return name.split(separator).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
