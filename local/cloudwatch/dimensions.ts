import type { Dimension } from '@aws-sdk/client-cloudwatch';

/** A metric's dimensions by name. */
export function dimensionsOf(dimensions: readonly Dimension[] | undefined): Record<string, string> {
  return Object.fromEntries((dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']));
}
