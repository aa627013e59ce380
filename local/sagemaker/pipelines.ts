import { notFound } from './errors.ts';
import type { Execution, Pipeline } from './model.ts';

/** Pipelines of all accounts. */
export class Pipelines {
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #region: string;

  constructor(region: string) {
    this.#region = region;
  }

  arn(account: string, nameOrArn: string | undefined): string {
    return nameOrArn?.startsWith('arn:') ? nameOrArn : `arn:aws:sagemaker:${this.#region}:${account}:pipeline/${nameOrArn ?? ''}`;
  }

  find(account: string, nameOrArn: string | undefined): Pipeline | undefined {
    const pipeline = this.#pipelines.get(this.arn(account, nameOrArn));
    return pipeline?.account === account ? pipeline : undefined;
  }

  /** Throws ResourceNotFound. */
  get(account: string, nameOrArn: string | undefined): Pipeline {
    const pipeline = this.find(account, nameOrArn);
    if (pipeline === undefined) throw notFound(`Pipeline '${this.arn(account, nameOrArn)}' does not exist.`);
    return pipeline;
  }

  of(account: string): readonly Pipeline[] {
    return [...this.#pipelines.values()].filter((pipeline) => pipeline.account === account);
  }

  add(pipeline: Pipeline): void {
    this.#pipelines.set(pipeline.arn, pipeline);
  }

  delete(pipeline: Pipeline): void {
    this.#pipelines.delete(pipeline.arn);
  }

  executionsOf(account: string): readonly Execution[] {
    return this.of(account).flatMap(({ executions }) => executions);
  }

  /** Throws ResourceNotFound. */
  execution(account: string, arn: string | undefined): Execution {
    const execution = this.executionsOf(account).find((candidate) => candidate.arn === arn);
    if (execution === undefined) throw notFound(`Pipeline execution '${String(arn)}' does not exist.`);
    return execution;
  }
}
