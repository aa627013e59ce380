import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { GetWorkGroupCommand } from '@aws-sdk/client-athena';
import { DescribeModelPackageGroupCommand, DescribePipelineCommand } from '@aws-sdk/client-sagemaker';
import { GetCrawlerCommand } from '@aws-sdk/client-glue';
import type { Check, Finding } from '../finding.ts';
import { redeploy, unlessMissing } from '../look.ts';

export const functions: Check = {
  title: 'functions',
  account: 'consumer',
  findings: async ({ consumer, expected, stage }) => {
    const found: Finding[] = [];
    for (const name of expected.functions) {
      const present = await unlessMissing(consumer.lambda.send(new GetFunctionCommand({ FunctionName: name })));
      if (present === undefined) found.push({ what: `There is no function ${name}`, why: 'Its step of the loop does not happen.', remedy: redeploy({ stage }) });
    }
    return found;
  },
};

export const workGroups: Check = {
  title: 'Athena work groups',
  account: 'consumer',
  findings: async ({ consumer, stage }) => {
    const found: Finding[] = [];
    for (const purpose of ['access', 'profile', 'pipeline']) {
      const WorkGroup = `meshloop-${stage}-${purpose}`;
      const group = (await unlessMissing(consumer.athena.send(new GetWorkGroupCommand({ WorkGroup }))))?.WorkGroup;
      if (group === undefined) found.push({ what: `There is no work group ${WorkGroup}`, why: `No ${purpose} query can start.`, remedy: redeploy({ stage }) });
      else if (group.State === 'DISABLED')
        found.push({
          what: `The work group ${WorkGroup} is disabled`,
          why: `No ${purpose} query can start.`,
          remedy: `aws athena update-work-group --work-group ${WorkGroup} --state ENABLED`,
        });
      else if (group.Configuration?.EnforceWorkGroupConfiguration === true)
        found.push({
          what: `The work group ${WorkGroup} enforces its own settings`,
          why: 'It then overrides each query’s output location, which carries the change that the query is for, and refuses a pipeline’s CREATE TABLE AS.',
          remedy: `aws athena update-work-group --work-group ${WorkGroup} --configuration-updates EnforceWorkGroupConfiguration=false`,
        });
    }
    return found;
  },
};

export const crawlers: Check = {
  title: 'crawlers of mesh.yml',
  account: 'consumer',
  findings: async ({ mesh, consumer }) => {
    const found: Finding[] = [];
    for (const Name of new Set(mesh.subscriptions.flatMap(({ crawler }) => crawler ?? []))) {
      const crawler = (await unlessMissing(consumer.glue.send(new GetCrawlerCommand({ Name }))))?.Crawler;
      if (crawler === undefined)
        found.push({ what: `There is no crawler ${Name}`, why: 'The changes that wait for it are never profiled.', remedy: `Create the crawler, or take it out of mesh.yml: aws glue get-crawler --name ${Name}` });
      else if (crawler.LastCrawl?.Status === 'FAILED')
        found.push({
          what: `The last crawl of ${Name} failed, though the crawler is ${crawler.State}`,
          why: 'Its catalog is older than the data; meshloop does not train on it.',
          remedy: `Correct what the log says (${crawler.LastCrawl.LogGroup ?? '/aws-glue/crawlers'}, stream ${crawler.LastCrawl.LogStream ?? Name}), then: aws glue start-crawler --name ${Name}`,
        });
    }
    return found;
  },
};

export const models: Check = {
  title: 'pipelines and model package groups of mesh.yml',
  account: 'consumer',
  findings: async ({ mesh, consumer, stage }) => {
    const found: Finding[] = [];
    const all = mesh.subscriptions.flatMap(({ models: each }) => each);
    for (const PipelineName of new Set(all.map(({ pipeline }) => pipeline))) {
      const pipeline = await unlessMissing(consumer.sagemaker.send(new DescribePipelineCommand({ PipelineName })));
      if (pipeline === undefined) found.push({ what: `There is no pipeline ${PipelineName}`, why: 'Its models cannot be retrained.', remedy: redeploy({ stage }) });
      else if (pipeline.PipelineStatus !== 'Active')
        found.push({ what: `The pipeline ${PipelineName} is ${pipeline.PipelineStatus}`, why: 'Its models cannot be retrained.', remedy: redeploy({ stage }) });
    }
    for (const ModelPackageGroupName of new Set(all.map(({ modelPackageGroup }) => modelPackageGroup))) {
      const group = await unlessMissing(consumer.sagemaker.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName })));
      if (group === undefined)
        found.push({
          what: `There is no model package group ${ModelPackageGroupName}`,
          why: 'A run has nowhere to register its model, and drift has no baseline.',
          remedy: `aws sagemaker create-model-package-group --model-package-group-name ${ModelPackageGroupName}`,
        });
    }
    return found;
  },
};
