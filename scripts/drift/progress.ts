import type { DuckDBConnection } from '@duckdb/node-api';

export interface Progress {
  /** Announces a step and shows how far the database is with it. */
  step<T>(text: string, work: Promise<T>): Promise<T>;
}

/** On standard error: on a terminal the step with the percentage of the query under way, elsewhere a line for each step that takes longer. */
export function showProgress(connection: DuckDBConnection, stream: NodeJS.WriteStream): Progress {
  return {
    async step(text, work) {
      const show = () => stream.write(stream.isTTY ? `\r\u001B[K${text} ${percent(connection.progress.percentage)}` : `${text} …\n`);
      const timer = stream.isTTY ? setInterval(show, 500) : setTimeout(show, 1000);
      try {
        return await work;
      } finally {
        clearInterval(timer);
        if (stream.isTTY) stream.write('\r\u001B[K');
      }
    },
  };
}

function percent(value: number): string {
  return value >= 0 ? `${Math.min(100, value).toFixed(0)} %` : '…';
}
