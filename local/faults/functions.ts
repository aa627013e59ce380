import type { Cloud, InvocationFate } from '../core/cloud.ts';
import { globMatches } from '../iam/glob.ts';
import { Chooser } from './choose.ts';
import type { FunctionFault } from './plan.ts';

export function disturbFunctions(cloud: Cloud, faults: readonly FunctionFault[]): () => void {
  const ends = faults.map((fault) => {
    const chooser = new Chooser(fault, cloud.dice);
    return cloud.lambda.disturb(({ functionName }) => (globMatches(fault.match.name, functionName) && chooser.choose() ? fateOf(fault) : undefined));
  });
  return () => {
    for (const end of ends) end();
  };
}

function fateOf({ effect }: FunctionFault): InvocationFate {
  return effect;
}
