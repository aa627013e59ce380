import type { Observation } from '../../local/core/cloud.ts';
import { prices } from '../prices.ts';

/** Bytes that Athena bills for a query at least (pricing page). */
const leastScanned = 10_000_000;
/** An event is billed in pieces of 64 KB. */
const eventPiece = 64 * 1024;

const listing = /^(List|Put|Copy|Post|Create|Complete|Upload)/;

export interface Assumed {
  /** Milliseconds that a call to AWS takes over the network, in place of the local cloud's answer in the same process. */
  readonly networkMilliseconds: number;
  /** Milliseconds of initialisation that each function is billed for once: it is called too seldom to stay warm. */
  readonly coldMilliseconds: number;
  /** Megabytes of each function, by its name. */
  readonly memory: (functionName: string) => number;
}

export interface BillItem {
  readonly what: keyof typeof prices;
  readonly units: number;
  readonly dollars: number;
}

/** Counts, from what can be observed of a local cloud, what AWS would bill. Retraining runs are not in it. */
export class Bill {
  readonly #assumed: Assumed;
  readonly #began = new Map<string, number[]>();
  readonly #functions = new Set<string>();
  calls = 0;
  invocations = 0;
  /** Of the functions, as measured here and with what is assumed. */
  milliseconds = 0;
  queries = 0;
  #gigabyteSeconds = 0;
  #customPieces = 0;
  #putEntries = 0;
  #customEvents = 0;
  #forwardedPieces = 0;
  #s3Writes = 0;
  #s3Reads = 0;
  #glue = 0;
  #queueRequests = 0;
  #crawls = 0;
  #logBytes = 0;

  constructor(assumed: Assumed) {
    this.#assumed = assumed;
  }

  note(seen: Observation): void {
    switch (seen.kind) {
      case 'call':
        if (seen.caller.roleArn?.includes(':role/meshloop-') === true) this.#noteCall(seen);
        return;
      case 'invocation':
        this.#noteInvocation(seen);
        return;
      case 'event':
        if (!seen.bus.startsWith('meshloop-')) return;
        this.#noteEvent(seen.event);
        return;
      case 'log':
        // Each line is stored with 26 bytes of its own (CloudWatch Logs user guide, "Quotas": size of a batch).
        this.#logBytes += Buffer.byteLength(seen.line) + 26;
        return;
      case 'dropped':
    }
  }

  #noteCall({ service, operation, input, caller }: Extract<Observation, { kind: 'call' }>): void {
    this.calls += 1;
    const owner = ownerOf(caller.roleArn ?? '');
    this.#spend(owner, this.#assumed.networkMilliseconds);
    if (service === 's3') {
      if (listing.test(operation)) this.#s3Writes += 1;
      else if (!operation.startsWith('Delete')) this.#s3Reads += 1;
    }
    if (service === 'glue') this.#glue += 1;
    if (service === 'glue' && operation === 'StartCrawler') this.#crawls += 1;
    if (service === 'sqs') this.#queueRequests += 1;
    if (service === 'athena' && operation === 'StartQueryExecution') this.queries += 1;
    if (service === 'eventbridge' && operation === 'PutEvents') this.#putEntries += entriesOf(input);
  }

  #noteInvocation({ functionName, phase }: Extract<Observation, { kind: 'invocation' }>): void {
    const open = this.#began.get(functionName) ?? [];
    this.#began.set(functionName, open);
    if (phase === 'started') {
      this.invocations += 1;
      open.push(performance.now());
      if (!this.#functions.has(functionName)) this.#spend(functionName, this.#assumed.coldMilliseconds);
      this.#functions.add(functionName);
    } else if (phase !== 'dead-lettered') {
      const began = open.shift();
      if (began !== undefined) this.#spend(functionName, performance.now() - began);
    }
  }

  #noteEvent(event: Extract<Observation, { kind: 'event' }>['event']): void {
    const pieces = Math.ceil(Buffer.byteLength(JSON.stringify(event)) / eventPiece);
    if (event.source === 'meshloop') {
      this.#customEvents += 1;
      this.#customPieces += pieces;
    } else this.#forwardedPieces += pieces;
  }

  #spend(functionName: string, milliseconds: number): void {
    this.milliseconds += milliseconds;
    this.#gigabyteSeconds += (milliseconds / 1000) * (this.#assumed.memory(functionName) / 1024);
  }

  /** @param scanned bytes of each query, as Athena tells them */
  items(scanned: readonly number[]): readonly BillItem[] {
    const billed = scanned.reduce((sum, bytes) => sum + Math.max(bytes, leastScanned), 0);
    const units: readonly (readonly [keyof typeof prices, number])[] = [
      ['lambdaRequest', this.invocations],
      ['lambdaGigabyteSecond', this.#gigabyteSeconds],
      ['customEvent', this.#customPieces],
      ['crossAccountEvent', this.#forwardedPieces],
      // What is on the bus and was put by no function was put by a schedule.
      ['schedule', this.#customEvents - this.#putEntries],
      ['athenaTerabyte', billed / 1e12],
      // Athena writes each result and its description, and reads at least one file.
      ['s3Write', this.#s3Writes + 2 * scanned.length],
      ['s3Read', this.#s3Reads + scanned.length],
      ['glueRequest', this.#glue],
      ['logGigabyte', this.#logBytes / 1e9],
      ['queueRequest', this.#queueRequests],
      ['crawl', this.#crawls],
    ];
    return units.filter(([, count]) => count > 0).map(([what, count]) => ({ what, units: count, dollars: count * prices[what].dollars }));
  }
}

function entriesOf(input: unknown): number {
  const entries = typeof input === 'object' && input !== null && 'Entries' in input ? input.Entries : [];
  return Array.isArray(entries) ? entries.length : 0;
}

/** The function whose role it is; readers are used by several, all of one size. */
function ownerOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}
