import { AwsError } from '../core/service.ts';

/**
 * Terms of a filter pattern: all must occur, `-term` must not, quotes hold spaces (CloudWatch Logs user guide, "Filter pattern syntax").
 * JSON selectors and regular expressions are refused.
 */
export function filterPattern(pattern: string | undefined): (text: string) => boolean {
  const source = pattern?.trim() ?? '';
  if (/^[{[%]/.test(source)) throw new AwsError('InvalidParameterException', 'The local cloud serves filter patterns of terms only');
  const terms = [...source.matchAll(/(-?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, minus, quoted, bare]) => ({
    absent: minus === '-',
    term: quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '',
  }));
  return (text) => terms.every(({ absent, term }) => text.includes(term) !== absent);
}
