import { AwsError } from '../core/service.ts';
import { InvalidPattern, prepare } from './pattern.ts';
import type { Matcher } from './pattern.ts';

// EventBridge quotas: event pattern size.
const LONGEST_PATTERN = 2048;

/** Reads the text of a rule's pattern. Throws InvalidEventPatternException. */
export function readEventPattern(text: string): Matcher {
  if (text.length > LONGEST_PATTERN) throw invalid(`Event pattern exceeds ${LONGEST_PATTERN} characters`);
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid('Invalid JSON');
    throw error;
  }
  try {
    return prepare(pattern);
  } catch (error) {
    if (error instanceof InvalidPattern) throw invalid(error.message);
    throw error;
  }
}

function invalid(reason: string): AwsError {
  return new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}
