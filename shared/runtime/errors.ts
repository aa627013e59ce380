export { BadEvent } from '../../events/bad-event.ts';

/** What a failure is, and so what to do about it. The last three cannot be mended by trying again. */
export type FailureClass = 'retry' | 'coalesced' | 'already done' | 'not yet visible' | 'throttled' | 'denied' | 'gone' | 'invalid';

/** A failure that the code understood, with its class and what a person can do. */
export class SyncError extends Error {
  override readonly name: string = 'SyncError';
  readonly failure: FailureClass;
  readonly remedy: string;

  constructor(failure: FailureClass, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
    this.remedy = remedy;
  }
}

/** A share, link or grant has not arrived yet; Lake Formation answers the same where it never will. */
export class NotYetVisible extends SyncError {
  override readonly name: string = 'NotYetVisible';

  constructor(what: string, options?: ErrorOptions) {
    const remedy =
      'If it stays so, check that the central account shares it with this account, ' +
      'and that the roles of link-product and grant-access are data lake administrators.';
    super('not yet visible', `${what} is not visible to this account`, remedy, options);
  }
}

/** A table of a shared database is not seen. It may be on its way, or never be shared: nobody needs to be told. */
export class NotShared extends NotYetVisible {
  override readonly name = 'NotShared';
}

/** Something that is not ours, or not what it should be, stands in the way. */
export class Refused extends SyncError {
  override readonly name = 'Refused';

  constructor(message: string, remedy: string) {
    super('invalid', message, remedy);
  }
}

/** Something that is needed does not exist. */
export class Gone extends SyncError {
  override readonly name = 'Gone';

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super('gone', message, remedy, options);
  }
}
