/** Why pip failed, from what it said: that the index cannot be reached is in its warnings, its last line hides that. */
export function pipFailure(said: string): string {
  const unreachable = /connection broken by '?(?:\w+)\((.*)/.exec(said)?.[1];
  const lines = said.trim().split('\n');
  if (unreachable === undefined) return lines.at(-1) ?? '';
  const [cause = 'no connection'] = /Connection refused|[Nn]ame or service not known|Temporary failure in name resolution|No route to host|Network is unreachable|timed out|Tunnel connection failed[^'"]*|certificate verify failed/.exec(unreachable) ?? [];
  return `PyPI cannot be reached (${cause}); check the network, or name a mirror in PIP_INDEX_URL`;
}
