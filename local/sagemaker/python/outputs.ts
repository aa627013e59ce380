import { valueAt } from '../reference.ts';
import type { RunnableStep, StepOutputs } from '../step-runner.ts';
import type { Job } from './job.ts';
import { parseUri } from './s3-files.ts';

/** What later steps refer to: the properties of the job as its Describe operation answers them, and the step's property files. */
export function outputsOf(step: RunnableStep, job: Job, described: object): StepOutputs {
  return {
    get: (path) => valueAt(described, path),
    propertyFile(name, path) {
      const file = step.propertyFiles.find((candidate) => candidate.name === name);
      if (file === undefined) throw new Error(`step ${step.name} has no property file ${name}`);
      const folder = valueAt(described, `ProcessingOutputConfig.Outputs['${file.output}'].S3Output.S3Uri`);
      const { bucket, key } = parseUri(`${String(folder).replace(/\/$/, '')}/${file.path}`);
      const stored = job.context.cloud.s3.get(bucket, key);
      if (stored === undefined) throw new Error(`Property file ${name} of step ${step.name} does not exist at s3://${bucket}/${key}`);
      const value = valueAt(JSON.parse(Buffer.from(stored.body()).toString('utf8')), path);
      if (value === undefined) throw new Error(`JsonPath ${path} does not resolve in property file ${name} of step ${step.name}`);
      return value;
    },
  };
}
