import { NotYetVisible } from '../runtime/errors.ts';
import { classify } from '../runtime/failure.ts';

/**
 * Awaits a look at something that another account shares.
 * Lake Formation answers alike for what is not there and for what is not yet allowed.
 */
export async function visible<T>(what: string, look: Promise<T>): Promise<T> {
  try {
    return await look;
  } catch (error) {
    const { failure } = classify(error);
    if (failure === 'gone' || failure === 'not yet visible') throw new NotYetVisible(what, { cause: error });
    throw error;
  }
}
