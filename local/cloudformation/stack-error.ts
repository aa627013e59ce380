/** A stack that cannot be created; says which resource and why. */
export class StackError extends Error {
  override readonly name = 'StackError';
}
