import { describe, expect, it } from 'vitest';
import { readBody } from '../../console/dashboard/body.ts';
import { bars, timeChart } from '../../console/dashboard/chart.ts';
import { readQuery } from '../../console/dashboard/log-query.ts';
import { logView } from '../../console/dashboard/log-view.ts';
import { markdown } from '../../console/dashboard/markdown.ts';
import { metricsOf } from '../../console/dashboard/metrics-array.ts';
import { rangeName, rangeOf } from '../../console/dashboard/range.ts';
import { roundAbove, short } from '../../console/dashboard/scale.ts';

const defaults = { period: 300, stat: 'Sum' };
const now = Date.UTC(2026, 10, 22, 12);
const range = rangeOf('PT1H', now);

describe('the metrics of a widget', () => {
  it('repeat what a line leaves out', () => {
    const lines = metricsOf([['AWS/Lambda', 'Errors', 'FunctionName', 'a', { stat: 'Maximum', label: 'A' }], ['.', '.', '.', 'b'], ['...', 'c', { period: 60 }], ['.', 'Duration', '.', '.']], defaults);
    expect(lines.map(({ query, label }) => [query.Id, query.MetricStat?.Metric?.MetricName, query.MetricStat?.Metric?.Dimensions?.[0]?.Value, query.MetricStat?.Stat, query.MetricStat?.Period, label])).toEqual([
      ['line0', 'Errors', 'a', 'Maximum', 300, 'A'],
      ['line1', 'Errors', 'b', 'Sum', 300, undefined],
      ['line2', 'Errors', 'c', 'Sum', 60, undefined],
      ['line3', 'Duration', 'c', 'Sum', 300, undefined],
    ]);
  });

  it('may be expressions over lines that are not shown', () => {
    const [sum, hidden] = metricsOf([[{ expression: 'm1 * 2', id: 'e1', label: 'Twice' }], ['meshloop', 'Cost', { id: 'm1', visible: false }]], defaults);
    expect(sum).toEqual({ label: 'Twice', visible: true, query: { Id: 'e1', Expression: 'm1 * 2', Period: 300, ReturnData: true } });
    expect(hidden?.query).toMatchObject({ Id: 'm1', ReturnData: false });
  });

  it.each([[[['AWS/Lambda']]], [[['AWS/Lambda', 'Errors', 'FunctionName']]], [[['AWS/Lambda', 7]]]])('%j is refused', (lines) => {
    expect(() => metricsOf(lines, defaults)).toThrow(/^metrics\.0 /);
  });
});

describe('the body of a dashboard', () => {
  const bodyOf = (...widgets: readonly unknown[]) => readBody(JSON.stringify({ widgets })).widgets;

  it('is read in the order in which it is seen', () => {
    const text = (x: number, y: number) => ({ type: 'text', x, y, width: 6, height: 2, properties: { markdown: `${x} ${y}` } });
    expect(bodyOf(text(6, 2), text(12, 0), text(0, 2), text(0, 0)).map(({ x, y }) => [x, y])).toEqual([[0, 0], [12, 0], [0, 2], [6, 2]]);
  });

  it.each([
    ['a type of another day', { type: 'explorer', properties: { title: 'Fleet' } }, /does not draw widgets of the type explorer/, 'Fleet'],
    ['a view that is not drawn', { type: 'metric', properties: { title: 'Load', view: 'gauge', metrics: [] } }, /view/, 'Load'],
    ['metrics that are none', { type: 'metric', properties: { metrics: [['AWS/Lambda']] } }, /metrics\.0/, 'metric'],
    ['a log widget without a query', { type: 'log', properties: {} }, /query/, 'log'],
  ])('says of %s that it cannot show it', (_, widget, why, title) => {
    const [shown] = bodyOf(widget);
    expect(shown?.widget).toMatchObject({ kind: 'unknown', title, why: expect.stringMatching(why) });
  });

  it('that is none is refused', () => {
    expect(() => readBody('{"widgets": 1}')).toThrow('widgets');
  });
});

it('the range is the visitor’s, or the dashboard’s, or three hours', () => {
  expect([rangeName('P1D', '-PT1H'), rangeName(null, '-PT12H'), rangeName('constructor', undefined), rangeName(null, '2026-01-01T00:00:00Z')]).toEqual(['P1D', 'PT12H', 'PT3H', 'PT3H']);
  expect(rangeOf('P1W', now)).toEqual({ from: now - 7 * 86_400_000, to: now });
});

it('a log query is parted from the groups that it names', () => {
  expect(readQuery("SOURCE '/aws/lambda/a' | SOURCE '/aws/lambda/b'\n| fields @timestamp | limit 5")).toEqual({ groups: ['/aws/lambda/a', '/aws/lambda/b'], text: 'fields @timestamp | limit 5' });
  expect(readQuery('stats count(*)')).toEqual({ groups: [], text: 'stats count(*)' });
});

describe('a chart', () => {
  const points = [{ at: range.from, value: 0 }, { at: now, value: 6 }];
  const plain = { lines: [], stacked: false, lowest: 0 };

  it('spans its time and a round scale', () => {
    const { text } = timeChart([{ label: 'Errors', points }], range, plain);
    // 6 of 8: three quarters of the height.
    expect(text).toContain('d="M0 100L100 25"');
    expect(text).toContain('aria-label="Errors: 6"');
  });

  it('stacks one line on the other', () => {
    const { text } = timeChart([{ label: 'a', points }, { label: 'b', points }], range, { ...plain, stacked: true });
    // 12 of 20.
    expect(text).toContain('d="M0 100L100 40"');
  });

  it('says that there is no data, and how many lines have none', () => {
    expect(timeChart([{ label: 'a', points: [] }], range, plain).text).toContain('No data in this time.');
    expect(timeChart([{ label: 'a', points }, { label: 'b', points: [] }], range, plain).text).toContain('>1 without data.<');
  });

  it('leaves out what is nought all the time, and says so', () => {
    const still = [{ at: range.from, value: 0 }, { at: now, value: 0 }];
    const { text } = timeChart([{ label: 'quiet', points: still }, { label: 'Errors', points }], range, plain);
    expect(text.match(/class="line/g)).toHaveLength(1);
    expect(text).toContain('>1 more at 0 all the time.<');
    expect(timeChart([{ label: 'a', points: still }, { label: 'b', points: still }], range, plain).text).toContain('>2 at 0 all the time.<');
  });

  it('of bars begins with the longest', () => {
    const { text } = bars([{ label: 'few', value: 1 }, { label: 'many', value: 4 }]);
    expect(text.indexOf('many')).toBeLessThan(text.indexOf('few'));
    expect(text).toContain('<rect width="25"');
  });

  it.each([[0, 1], [0.03, 0.04], [7, 8], [81, 100], [1200, 2000]])('has a scale for %d', (largest, top) => {
    expect(roundAbove(largest)).toBeCloseTo(top);
  });

  it.each([[0.12345, '0.1235'], [42, '42'], [1250, '1,250'], [73_420, '73.42 k'], [5_000_000, '5 M'], [-3, '-3']])('writes %d short', (value, text) => {
    expect(short(value)).toBe(text);
  });
});

describe('an answer of the logs', () => {
  it('is a table in which a change id leads to its events', () => {
    const { text } = logView([{ '@timestamp': '2026-11-22 11:00:00.000', changeId: 'c 1', reason: '<b>' }], 'table', range);
    expect(text).toContain('href="timeline?change=c%201"');
    expect(text).toContain('&lt;b&gt;</td>');
    expect(text).toContain('<time title="2026-11-22 11:00:00.000">2026-11-22 11:00:00</time>');
  });

  it('is a chart with a line for each group', () => {
    const rows = [['11:00', 'a', '1'], ['11:30', 'a', '2'], ['11:30', 'b', '4']].map(([time, column, score]) => ({ 'bin(5m)': `2026-11-22 ${time}:00.000`, column: column ?? '', score: score ?? '' }));
    const { text } = logView(rows, 'timeSeries', range);
    expect(text).toContain('aria-label="a score: 2, b score: 4"');
    expect(text).toContain('d="M0 75L50 50"');
  });
});

it('Markdown becomes a page, the HTML in it words', () => {
  const { text } = markdown('## What to do\n\n| a | b |\n|---|---|\n| 1 | <script>x</script> |\n\n<img src=x onerror=y>');
  expect(text).toContain('<h2 id="what-to-do">What to do</h2>');
  expect(text).toContain('<table>');
  expect(text).not.toMatch(/<script|<img/);
});
