/** Longest pause, in milliseconds. */
const longest = 5_000;

/** Waits before the next try of what collided: twice as long each time, and never as long as the one that it collided with. */
export function pause(attempt: number): Promise<void> {
  const most = Math.min(longest, 200 * 2 ** (attempt - 1));
  return new Promise((resolve) => setTimeout(resolve, most * (0.5 + Math.random() / 2)));
}
