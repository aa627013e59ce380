/** Something that a person can put right: said in a sentence, without a stack. The command ends with exit code 1. */
export class Problem extends Error {
  override readonly name = 'Problem';
}
