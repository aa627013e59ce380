import { AwsError } from '../core/service.ts';

/** Values by the start of their period (milliseconds since the epoch). */
export type Series = ReadonlyMap<number, number>;

type Operand = Series | number;

/**
 * Metric math: numbers, ids of metrics and of other expressions, `+ - * /` and `SUM([…])` (CloudWatch user guide, "Using math expressions
 * with CloudWatch metrics"). Arithmetic between two series has a point where both have one; SUM of a list where any has. All else is refused.
 */
export function evaluate(expression: string, id: string, series: (id: string) => Series): Series {
  const tokens = expression.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|[^\s]/g) ?? [];
  let at = 0;
  const refuse = (why: string) => new AwsError('ValidationError', `Error in expression '${id}' [${why}]`);
  const takes = (token: string) => tokens[at] === token && ++at > 0;
  const expect = (token: string) => {
    if (!takes(token)) throw refuse(`${token} expected, not ${tokens[at] ?? 'its end'}`);
  };

  const sum = (): Operand => binary(['+', '-'], () => binary(['*', '/'], single));
  const binary = (signs: readonly string[], next: () => Operand): Operand => {
    let left = next();
    for (let sign = signs.find(takes); sign !== undefined; sign = signs.find(takes)) left = combine(left, next(), operations[sign] ?? operations['+']);
    return left;
  };
  const single = (): Operand => {
    const token = tokens[at++] ?? 'its end';
    if (/^\d/.test(token)) return Number(token);
    if (token === '(') {
      const inner = sum();
      expect(')');
      return inner;
    }
    if (token === 'SUM') return total();
    if (/^[a-z]\w*$/.test(token)) return series(token);
    throw refuse(`${token} is not served by the local cloud`);
  };
  const total = (): Operand => {
    expect('(');
    expect('[');
    const members = [sum()];
    while (takes(',')) members.push(sum());
    expect(']');
    expect(')');
    if (members.some((member) => typeof member === 'number')) throw refuse('SUM wants time series');
    return union(members.filter((member) => typeof member !== 'number'));
  };

  const result = sum();
  if (at < tokens.length) throw refuse(`${tokens[at]} is not expected`);
  if (typeof result === 'number') throw refuse('the result is no time series');
  return result;
}

const operations: Readonly<Record<string, (a: number, b: number) => number>> & { readonly '+': (a: number, b: number) => number } = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b,
};

function combine(left: Operand, right: Operand, of: (a: number, b: number) => number): Operand {
  if (typeof left === 'number' && typeof right === 'number') return of(left, right);
  const times = typeof left === 'number' ? right : left;
  const valueAt = (operand: Operand, time: number) => (typeof operand === 'number' ? operand : operand.get(time));
  const points = [...(typeof times === 'number' ? [] : times.keys())].flatMap((time) => {
    const [a, b] = [valueAt(left, time), valueAt(right, time)];
    const value = a === undefined || b === undefined ? NaN : of(a, b);
    // Where nothing can be computed there is no point, nor where it is divided by zero.
    return Number.isFinite(value) ? [[time, value] as const] : [];
  });
  return new Map(points);
}

function union(members: readonly Series[]): Series {
  const totals = new Map<number, number>();
  for (const member of members) for (const [time, value] of member) totals.set(time, (totals.get(time) ?? 0) + value);
  return new Map([...totals].toSorted(([a], [b]) => a - b));
}
