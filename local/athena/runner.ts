import { AwsError } from '../core/service.ts';
import { CutoffReached, evaluate } from './evaluate.ts';
import type { Finish } from './evaluate.ts';
import type { Execution } from './execution.ts';
import { ErrorType, MalformedQuery, QueryFailure } from './failure.ts';
import { withParameters } from './parameters.ts';
import { queryOf } from './statement.ts';
import { DEFAULT_DURATION, QUEUE_TIME } from './room.ts';
import type { Room } from './room.ts';

/** Takes a query from QUEUED over RUNNING to its end, on the cloud's clock. */
export function schedule(room: Room, execution: Execution): void {
  const { clock } = room.cloud;
  clock.timer(() => {
    if (execution.ended) return;
    execution.run();
    const work = clock.outside(workOut(room, execution));
    const duration = room.options.duration?.(execution.submission) ?? DEFAULT_DURATION;
    clock.timer(() => {
      void work.then((end) => {
        if (!execution.ended) end();
      });
    }, duration);
  }, QUEUE_TIME);
}

/** The state change that is due at the query's end; never rejects. */
async function workOut(room: Room, execution: Execution): Promise<() => void> {
  try {
    const sql = await withParameters(queryOf(execution.classified.statement) ?? '', execution.submission.parameters, room.engine);
    const finish = await evaluate(room.cloud, room.engine, execution, sql);
    return () => conclude(execution, finish);
  } catch (error) {
    return () => give(execution, error);
  }
}

function conclude(execution: Execution, finish: Finish): void {
  try {
    execution.succeed(finish());
  } catch (error) {
    give(execution, error);
  }
}

/** Every error becomes a state that a caller sees, with what went wrong. */
function give(execution: Execution, error: unknown): void {
  if (error instanceof CutoffReached) {
    execution.scanned = error.scanned;
    execution.cancel(error.message);
  } else if (error instanceof QueryFailure) execution.fail(error);
  else if (error instanceof MalformedQuery) execution.fail(new QueryFailure(ErrorType.syntax, `SYNTAX_ERROR: ${error.message}`));
  else {
    const message = error instanceof AwsError ? `${error.code}: ${error.message}` : String(error);
    execution.fail(new QueryFailure(ErrorType.internal, `GENERIC_INTERNAL_ERROR: ${message}`, { cause: error }));
  }
}
