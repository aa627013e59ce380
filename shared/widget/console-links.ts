import { partitionOf } from '../mesh/partition.ts';

/** Where the AWS console is, by partition. */
const hosts = { aws: 'console.aws.amazon.com', 'aws-cn': 'console.amazonaws.cn', 'aws-us-gov': 'console.amazonaws-us-gov.com' } as const;

/** The functions that a change passes through: whose logs hold its story. */
export const loopFunctions = [
  'notice-change', 'notice-asset', 'accept-share', 'link-product', 'grant-access', 'confirm-access', 'refresh-catalog', 'confirm-refresh',
  'profile-data', 'collect-profile', 'check-drift', 'start-retraining', 'finish-retraining', 'review-model', 'reconcile',
] as const;

function consoleAt(region: string): string {
  // China and GovCloud have one console for their Regions.
  const partition = partitionOf(region);
  return `https://${partition === 'aws' ? `${region}.` : ''}${hosts[partition]}`;
}

/** An object in the S3 console, from where it can be opened. Nobody is given access by it. */
export function objectLink(region: string, bucket: string, key: string): string {
  return `${consoleAt(region)}/s3/object/${bucket}?region=${region}&prefix=${encodeURIComponent(key)}`;
}

/** Pipelines and their executions are shown in Studio, whose address depends on the domain and the person. */
export function studioLink(region: string): string {
  return `${consoleAt(region)}/sagemaker/home?region=${region}#/studio-landing`;
}

/** Logs Insights with a query over the functions' logs, of the last four weeks. */
export function logsLink(region: string, stage: string, query: string): string {
  const sources = loopFunctions.map((name) => `~'${escaped(`/aws/lambda/meshloop-${stage}-${name}`)}`).join('');
  const detail = `~(end~0~start~-${4 * 7 * 86_400}~timeType~'RELATIVE~unit~'seconds~editorString~'${escaped(query)}~source~(${sources}))`;
  return `${consoleAt(region)}/cloudwatch/home?region=${region}#logsV2:logs-insights$3FqueryDetail$3D${detail}`;
}

/** In the console's addresses a sign that is no letter, digit, `_`, `-` or `.` is a star and its code (observed; AWS documents no form). */
function escaped(text: string): string {
  return text.replaceAll(/[^\w.-]/g, (sign) => {
    const code = sign.charCodeAt(0);
    return code > 0xff ? `**${code.toString(16).padStart(4, '0')}` : `*${code.toString(16).padStart(2, '0')}`;
  });
}
