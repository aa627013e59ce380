/** Characters of a policy as IAM counts them against its quotas: without white space. */
export function policySize(document: string): number {
  return document.replaceAll(/\s/g, '').length;
}
