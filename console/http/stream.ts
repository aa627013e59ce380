import type { ServerResponse } from 'node:http';
import type { Entry, TimelineRecord } from '../timeline/record.ts';

/** Server-sent events: one message for each entry of the timeline that is not quiet. */
export class Stream {
  readonly #open = new Set<ServerResponse>();
  readonly #leave: () => void;

  constructor(record: TimelineRecord) {
    this.#leave = record.subscribe((entry) => {
      if (!entry.quiet) for (const response of this.#open) response.write(messageOf(entry));
    });
  }

  join(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    // The browser comes back by itself after so many milliseconds.
    response.write('retry: 1000\n\n');
    this.#open.add(response);
    response.once('close', () => this.#open.delete(response));
  }

  close(): void {
    this.#leave();
    for (const response of this.#open) response.end();
    this.#open.clear();
  }
}

function messageOf({ number, kind, text }: Entry): string {
  return `id: ${number}\ndata: ${JSON.stringify({ kind, text })}\n\n`;
}
