/** A policy document that IAM, or this stand-in for it, cannot take as it is. */
export class PolicyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PolicyError';
  }
}
