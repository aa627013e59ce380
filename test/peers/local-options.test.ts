import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from '../../scripts/local/options.ts';

describe('npm run local', () => {
  it('listens on port 4580 at the machine’s speed unless told otherwise', () => {
    expect(readOptions([])).toMatchObject({ port: 4580, speed: 1, bare: false, data: [] });
    expect(readOptions(['--port', '0', '--speed', '0.5', '--data', 'a.csv', '--data', 'b.csv'])).toMatchObject({
      port: 0,
      speed: 0.5,
      data: ['a.csv', 'b.csv'],
    });
  });

  it.each([
    [['--port', 'x'], '--port wants a port from 0 to 65535, not "x".'],
    [['--port', '65536'], '--port wants a port from 0 to 65535, not "65536".'],
    [['--speed', '0'], '--speed wants a number above 0'],
    [['--speed', ''], '--speed wants a number above 0'],
    [['--bare', '--data', 'a.csv'], '--data needs the stacks'],
    [['--region', 'us-east-1'], '--region is for --bare'],
    [['--nonsense'], '--nonsense'],
  ])('refuses %j in words', (argv, words) => {
    expect(() => readOptions(argv)).toThrow(UsageError);
    expect(() => readOptions(argv)).toThrow(words);
  });
});
