/** One HTTP request as the cloud takes it, from a socket or straight from a client in the same process. */
export interface CloudRequest {
  readonly method: string;
  /** Host name without port. */
  readonly host: string;
  /** Path as sent: percent-encoded, without the query. */
  readonly path: string;
  /** What follows `?`, as sent. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface CloudResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type Handle = (request: CloudRequest) => Promise<CloudResponse>;
