import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What cites where AWS says so: page titles, API references, quotas, RFCs, and what was observed in public answers. */
const citation = /\b(?:guide|reference|quotas|record|catalog|Quotas|Reference), |\b(?:[Rr]eference|[Qq]uotas|guide): |\bRFC \d|\b[Oo]bserved\b|API reference\)/;

const room: Readonly<Record<string, string>> = {
  athena: 'Athena', cloudformation: 'CloudFormation', cloudwatch: 'CloudWatch', core: 'Requests and errors', eventbridge: 'EventBridge', glue: 'Glue',
  iam: 'IAM', lakeformation: 'Lake Formation', lambda: 'Lambda', logs: 'CloudWatch Logs', ram: 'RAM', s3: 'S3', sagemaker: 'SageMaker',
  scheduler: 'EventBridge Scheduler', sns: 'SNS', sqs: 'SQS', sts: 'STS', trail: 'CloudTrail',
};

/**
 * The comments of the rooms that name a source, by room: the rule of the house is that whatever imitates AWS says where AWS
 * says so, and this is the list of it.
 */
export async function behaviours(root: string): Promise<string> {
  const parts: string[] = [];
  for (const [folder, title] of Object.entries(room).toSorted(([, a], [, b]) => a.localeCompare(b))) {
    const files = (await readdir(join(root, 'local', folder), { recursive: true })).filter((file) => file.endsWith('.ts')).toSorted();
    const found = (await Promise.all(files.map(async (file) => cited(await readFile(join(root, 'local', folder, file), 'utf8'), file)))).flat();
    if (found.length > 0) parts.push([`#### ${title}`, '', ...found.map((line) => `- ${line}`)].join('\n'));
  }
  return parts.join('\n\n');
}

function cited(source: string, file: string): string[] {
  const comments = [...source.matchAll(/\/\*\*([\s\S]*?)\*\/|((?:^[ \t]*\/\/.*\n)+)/gm)];
  return comments.flatMap(([, block, lines]) => {
    const text = plain(block ?? lines ?? '');
    return citation.test(text) ? [`${text} \`${basename(file)}\``] : [];
  });
}

/** One line, without the comment's own signs and without what is about parameters. */
function plain(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\/\/|\*)?\s?/, '').trim())
    .join(' ')
    .replace(/ @(?:param|throws|returns)\b.*/, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .trim();
}
