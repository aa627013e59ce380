/** AWS refuses this pattern, whatever the event. The message is the reason. */
export class InvalidPattern extends Error {
  override readonly name = 'InvalidPattern';
}

/** Throws InvalidPattern with `otherwise` for what is no string. */
export function readString(value: unknown, otherwise: string): string {
  if (typeof value !== 'string') throw new InvalidPattern(otherwise);
  return value;
}
