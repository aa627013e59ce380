/** Which entries of a batch fail, and how. */
export interface PartFailure {
  /** Positions from 0. */
  readonly entries: readonly number[];
  readonly code: string;
  readonly message: string;
}

/** Takes the failing entries out of the input. */
type Part = (input: unknown, failure: PartFailure) => {
  /** Puts them into the output as failed. */
  readonly finish: (output: unknown) => void;
  readonly isEmpty: boolean;
};

/** Batch operations, each with its own way to say what failed. */
export const batches: ReadonlyMap<string, Part> = new Map<string, Part>([
  ['lakeformation:BatchGrantPermissions', permissions],
  ['lakeformation:BatchRevokePermissions', permissions],
  ['eventbridge:PutEvents', putEvents],
]);

/** Lake Formation API reference, BatchGrantPermissions: the failed entries are listed beside the error. */
function permissions(input: unknown, { entries, code, message }: PartFailure): ReturnType<Part> {
  const failed = takeOut(input, entries);
  const finish = (output: unknown) => {
    const failures = failed.map(({ entry }) => ({ RequestEntry: entry, Error: { ErrorCode: code, ErrorMessage: message } }));
    Object.assign(asObject(output), { Failures: [...listOf(output, 'Failures'), ...failures] });
  };
  return { finish, isEmpty: listOf(input, 'Entries').length === 0 };
}

/** EventBridge API reference, PutEvents: the answer has an entry for each of the request, in its order. */
function putEvents(input: unknown, { entries, code, message }: PartFailure): ReturnType<Part> {
  const failed = takeOut(input, entries);
  const finish = (output: unknown) => {
    const results = [...listOf(output, 'Entries')];
    for (const { position } of failed) results.splice(position, 0, { ErrorCode: code, ErrorMessage: message });
    const before = Reflect.get(asObject(output), 'FailedEntryCount') as unknown;
    Object.assign(asObject(output), { Entries: results, FailedEntryCount: (typeof before === 'number' ? before : 0) + failed.length });
  };
  return { finish, isEmpty: listOf(input, 'Entries').length === 0 };
}

function takeOut(input: unknown, positions: readonly number[]): { readonly position: number; readonly entry: unknown }[] {
  const entries = listOf(input, 'Entries');
  const taken = entries.flatMap((entry, position) => (positions.includes(position) ? [{ position, entry }] : []));
  Object.assign(asObject(input), { Entries: entries.filter((_, position) => !positions.includes(position)) });
  return taken;
}

function listOf(value: unknown, member: string): readonly unknown[] {
  const found: unknown = Reflect.get(asObject(value), member);
  return Array.isArray(found) ? found : [];
}

function asObject(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new TypeError('a batch operation has no object');
  return value;
}
