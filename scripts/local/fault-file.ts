import { readFile } from 'node:fs/promises';
import { InvalidFaultPlan, readFaultPlan, type FaultPlan } from '../../local/faults/index.ts';

/** Reads a plan of faults from a file. Throws InvalidFaultPlan, which names the file and the field. */
export async function readFaultFile(path: string): Promise<FaultPlan> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new InvalidFaultPlan(`The plan of faults cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return readFaultPlan(text);
  } catch (error) {
    if (error instanceof InvalidFaultPlan) throw new InvalidFaultPlan(`${path}: ${error.message}`);
    throw error;
  }
}
