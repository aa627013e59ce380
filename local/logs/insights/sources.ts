/**
 * A dashboard's log widget names its log groups before the query, `SOURCE 'a' | SOURCE 'b' | fields …` (CloudWatch API reference,
 * "Dashboard body structure and syntax"); the console gives them to StartQuery as names.
 */
export function splitSources(query: string): { readonly logGroupNames: readonly string[]; readonly queryString: string } {
  const logGroupNames: string[] = [];
  let rest = query.trimStart();
  for (let found = /^SOURCE\s+'([^']+)'\s*\|\s*/i.exec(rest); found !== null; found = /^SOURCE\s+'([^']+)'\s*\|\s*/i.exec(rest)) {
    logGroupNames.push(found[1] ?? '');
    rest = rest.slice(found[0].length);
  }
  return { logGroupNames, queryString: rest };
}
