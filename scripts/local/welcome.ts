import { base } from '../../console/http/base.ts';
import type { MeshNames } from '../../local/scenario/bootstrap.ts';
import { administratorRoles, productBucket, resultsBucket } from '../../local/scenario/bootstrap.ts';

export interface Welcome {
  readonly port: number;
  readonly speed: number;
  readonly region: string;
  /** Absent in a bare cloud. */
  readonly mesh?: { readonly names: MeshNames & { readonly link: string } };
}

/** What a person needs to start: where, who, how. */
export function welcome({ port, speed, region, mesh }: Welcome): string {
  const endpoint = `http://127.0.0.1:${port}`;
  const account = mesh?.names.accounts.consumer ?? '222222222222';
  return [
    `The local cloud listens on ${endpoint} (region ${region}${speed === 1 ? '' : `, clock × ${speed}`}). Ctrl-C ends it; it keeps nothing.`,
    '',
    ...(mesh ? [`  ${endpoint}${base}  the console: dashboard, timeline, products, drift reports, and buttons that play the producer`, '', ...meshLines(mesh.names)] : ['Empty accounts. Any 12-digit number is one; POST /_local/reset empties them all again.', '']),
    'Any AWS client signs as an account’s administrator with the account’s number as access key id:',
    '',
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    `  export AWS_ACCESS_KEY_ID=${account} AWS_SECRET_ACCESS_KEY=local`,
    '  aws sts get-caller-identity',
    ...(mesh
      ? [
          '',
          'and as a role with the session that STS gives:',
          '',
          `  aws sts assume-role --role-arn ${mesh.names.readers[0] ?? administratorRoles(mesh.names)[0]} --role-session-name me`,
        ]
      : []),
    '',
    'What is served, and how faithfully: docs/local-cloud.md',
    '',
  ].join('\n');
}

function meshLines(names: MeshNames & { readonly link: string }): string[] {
  const { central, consumer, producer } = names.accounts;
  return [
    `  ${producer}  producer  s3://${productBucket(names)}`,
    `  ${central}  central   the shared catalog; role data-steward registers and shares (tag ${names.tag.key}=${names.tag.values.join(',')})`,
    `  ${consumer}  consumer  stack meshloop-${names.stage}; role platform-admin deploys; queries end in s3://${resultsBucket(names)}`,
    '',
    `Register a table in database ${names.database} of central: the link ${names.link} appears in the consumer.`,
    '',
  ];
}
