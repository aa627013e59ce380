import type { AthenaError, QueryExecution, QueryExecutionState } from '@aws-sdk/client-athena';
import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import type { ResultColumn } from './engine.ts';
import type { QueryFailure } from './failure.ts';
import type { Classified } from './statement.ts';
import { ENGINE_VERSION } from './work-group.ts';

/** What the caller asked for; the same token must come with the same of it. */
export interface Submission {
  readonly query: string;
  readonly catalog: string | undefined;
  readonly database: string | undefined;
  readonly parameters: readonly string[];
  readonly workGroup: string;
  /** As the request gave it, before the work group's default. */
  readonly askedLocation: string | undefined;
  /** The folder, ending in a slash. */
  readonly location: string;
  /** Largest number of bytes that the query may scan. */
  readonly cutoff: number | undefined;
}

/** How a query ended well. */
export interface Outcome {
  readonly columns: readonly ResultColumn[];
  readonly scanned: number;
  readonly updateCount: number;
  readonly manifest?: string;
}

type State = QueryExecutionState;

/** One query on its way through its states; every step is an event on the default bus. */
export class Execution {
  readonly id: string;
  readonly caller: Caller;
  readonly submission: Submission;
  readonly classified: Classified;
  readonly submitted: number;
  state: State = 'QUEUED';
  outcome: Outcome | undefined;
  scanned = 0;
  #started: number | undefined;
  #completed: number | undefined;
  #reason: string | undefined;
  #error: AthenaError | undefined;
  #sequence = 0;
  readonly #cloud: Cloud;

  constructor(cloud: Cloud, id: string, caller: Caller, submission: Submission, classified: Classified) {
    this.#cloud = cloud;
    this.id = id;
    this.caller = caller;
    this.submission = submission;
    this.classified = classified;
    this.submitted = cloud.clock.now();
    this.#emit(undefined);
  }

  get ended(): boolean {
    return this.state === 'SUCCEEDED' || this.state === 'FAILED' || this.state === 'CANCELLED';
  }

  get completed(): number | undefined {
    return this.#completed;
  }

  /** `s3://…` of the result file: its name depends on the statement (Athena user guide, "Find query output files"). */
  get outputLocation(): string {
    const { location } = this.submission;
    switch (this.classified.statement.kind) {
      case 'select':
        return `${location}${this.id}.csv`;
      case 'createTableAs':
        return `${location}tables/${this.id}`;
      case 'unload':
        return `${location}${this.id}`;
      case 'dropTable':
      case 'catalog':
        return `${location}${this.id}.txt`;
    }
  }

  run(): void {
    this.#started = this.#cloud.clock.now();
    this.#enter('RUNNING');
  }

  succeed(outcome: Outcome): void {
    this.outcome = outcome;
    this.scanned = outcome.scanned;
    this.#enter('SUCCEEDED');
  }

  fail(failure: QueryFailure): void {
    this.#reason = failure.message;
    this.#error = { ErrorCategory: failure.category, ErrorType: failure.type, Retryable: failure.retryable, ErrorMessage: failure.message };
    this.#enter('FAILED');
  }

  cancel(reason: string): void {
    this.#reason = reason;
    this.#enter('CANCELLED');
  }

  describe(): QueryExecution {
    const { submission, classified } = this;
    const end = this.#completed ?? this.#cloud.clock.now();
    const started = this.#started ?? end;
    return {
      QueryExecutionId: this.id,
      Query: submission.query,
      StatementType: classified.type,
      SubstatementType: classified.substatement,
      ResultConfiguration: { OutputLocation: this.outputLocation },
      ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
      QueryExecutionContext: {
        ...(submission.database === undefined ? {} : { Database: submission.database }),
        ...(submission.catalog === undefined ? {} : { Catalog: submission.catalog.toLowerCase() }),
      },
      ...(submission.parameters.length === 0 ? {} : { ExecutionParameters: [...submission.parameters] }),
      Status: {
        State: this.state,
        SubmissionDateTime: new Date(this.submitted),
        ...(this.#completed === undefined ? {} : { CompletionDateTime: new Date(this.#completed) }),
        ...(this.#reason === undefined ? {} : { StateChangeReason: this.#reason }),
        ...(this.#error === undefined ? {} : { AthenaError: this.#error }),
      },
      Statistics: {
        EngineExecutionTimeInMillis: end - started,
        DataScannedInBytes: this.scanned,
        TotalExecutionTimeInMillis: end - this.submitted,
        QueryQueueTimeInMillis: started - this.submitted,
        ServiceProcessingTimeInMillis: 0,
        ResultReuseInformation: { ReusedPreviousResult: false },
        ...(this.outcome?.manifest === undefined ? {} : { DataManifestLocation: this.outcome.manifest }),
      },
      WorkGroup: submission.workGroup,
      EngineVersion: ENGINE_VERSION,
    };
  }

  #enter(state: State): void {
    const previous = this.state;
    this.state = state;
    if (this.ended) this.#completed = this.#cloud.clock.now();
    this.#emit(previous);
  }

  /** Amazon EventBridge events reference, "Athena Query State Change"; the first event has no previous state. */
  #emit(previous: State | undefined): void {
    const error = this.#error;
    this.#cloud.events.emit(this.caller.accountId, {
      source: 'aws.athena',
      detailType: 'Athena Query State Change',
      detail: {
        ...(error === undefined
          ? {}
          : {
              athenaError: {
                errorCategory: error.ErrorCategory,
                errorType: error.ErrorType,
                errorMessage: error.ErrorMessage,
                retryable: error.Retryable,
              },
            }),
        versionId: '0',
        currentState: this.state,
        ...(previous === undefined ? {} : { previousState: previous }),
        statementType: this.classified.type,
        queryExecutionId: this.id,
        workgroupName: this.submission.workGroup,
        sequenceNumber: String(++this.#sequence),
      },
    });
  }
}
