import type { DuckDBConnection } from '@duckdb/node-api';

export interface Progress {
  /** Announces a step and shows how far the database is with it. */
  step<T>(text: string, work: Promise<T>): Promise<T>;
}

/** On standard error: steps as lines, and on a terminal the percentage of the query under way. */
export function showProgress(connection: DuckDBConnection, stream: NodeJS.WriteStream): Progress {
  return {
    async step(text, work) {
      if (!stream.isTTY) return work;
      const show = () => stream.write(`\r\u001B[K${text} ${percent(connection.progress.percentage)}`);
      show();
      const timer = setInterval(show, 500);
      try {
        return await work;
      } finally {
        clearInterval(timer);
        stream.write('\r\u001B[K');
      }
    },
  };
}

function percent(value: number): string {
  return value >= 0 ? `${Math.min(100, value).toFixed(0)} %` : '…';
}
