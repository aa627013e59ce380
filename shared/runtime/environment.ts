import * as z from 'zod/mini';

const variables = z.lazy(() => {
  const text = z.string().check(z.minLength(1));
  return z.object({
    STAGE: text,
    MESH_BUS_NAME: text,
    MESH_BUS_ARN: text,
    BUCKET: text,
    SCHEDULE_GROUP: text,
    SCHEDULER_ROLE_ARN: text,
    ACCESS_WORK_GROUP: text,
    PROFILE_WORK_GROUP: text,
    READER_ROLE_PREFIX: text,
    PIPELINE_ROLE_ARN: text,
    POWERTOOLS_SERVICE_NAME: text,
  });
});

/** What the stack tells every function. */
export interface Environment {
  readonly stage: string;
  readonly busName: string;
  readonly busArn: string;
  readonly bucket: string;
  readonly scheduleGroup: string;
  readonly schedulerRoleArn: string;
  readonly accessWorkGroup: string;
  readonly profileWorkGroup: string;
  /** ARN of a subscription's reader role, without the subscription's name. */
  readonly readerRolePrefix: string;
  readonly pipelineRoleArn: string;
  /** Name of the function in logs and events. */
  readonly functionName: string;
}

/** Reads the environment variables of a function. Throws an Error that names every missing one. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const result = variables.safeParse(env);
  if (!result.success) {
    throw new Error(`Missing environment variables: ${result.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
  }
  const values = result.data;
  return {
    stage: values.STAGE,
    busName: values.MESH_BUS_NAME,
    busArn: values.MESH_BUS_ARN,
    bucket: values.BUCKET,
    scheduleGroup: values.SCHEDULE_GROUP,
    schedulerRoleArn: values.SCHEDULER_ROLE_ARN,
    accessWorkGroup: values.ACCESS_WORK_GROUP,
    profileWorkGroup: values.PROFILE_WORK_GROUP,
    readerRolePrefix: values.READER_ROLE_PREFIX,
    pipelineRoleArn: values.PIPELINE_ROLE_ARN,
    functionName: values.POWERTOOLS_SERVICE_NAME,
  };
}
