import type { Verdict } from './verdict.ts';
export function htmlReport(verdict: Verdict, _: { readonly mask: boolean }): string {
  return JSON.stringify(verdict);
}
