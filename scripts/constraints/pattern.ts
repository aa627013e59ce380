/**
 * Java's regular expressions of the API models as JavaScript's with the `u` flag. A service matches the whole value
 * (java.util.regex.Matcher.matches), so the caller anchors what comes out of here.
 */
export function translatePattern(java: string): string | undefined {
  const replaced = LINEAR[java] ?? java;
  // Intersections and unions of classes, possessive quantifiers and inline flags have no counterpart under the `u` flag.
  if (/&&|[*+?}]\+|\(\?[a-z]/.test(withoutEscapes(replaced)) || hasNestedClass(replaced)) return undefined;
  const source = plainEscapes(replaced)
    // Java repeats an assertion, which means the same as the assertion.
    .replaceAll(/(?<!\\)\$\{\d+(?:,\d*)?\}/g, '$')
    // POSIX's class in Java: ASCII letters and digits.
    .replaceAll('[\\p{Alnum}', '[A-Za-z0-9')
    .replaceAll('\\Z', '$')
    .replaceAll('\\A', '^');
  try {
    new RegExp(source, 'u');
    return source;
  } catch {
    return undefined;
  }
}

/** Patterns of which a failing match would take time exponential in the value's length, with what matches the same values. */
const LINEAR: Readonly<Record<string, string>> = {
  '.*(?:[ \\r\\n\\t].*)*': '[^\\u0085\\u2028\\u2029]*',
  '^[ \\t]*[\\x20-\\x7E]+([ \\t]+[\\x20-\\x7E]+)*[ \\t]*$': '\\t*[\\x20-\\x7E][\\t\\x20-\\x7E]*',
};

/** Java lets any punctuation be escaped; under the `u` flag that is a syntax error, except for a dash in a class. */
function plainEscapes(pattern: string): string {
  let inClass = false;
  return pattern.replaceAll(/\\(.)|[[\]]/gs, (whole, escaped: string | undefined) => {
    if (escaped === undefined) inClass = whole === '[';
    else if (/[_:@#%&=,"'!~` <>]/.test(escaped) || (escaped === '-' && !inClass)) return escaped;
    return whole;
  });
}

function withoutEscapes(pattern: string): string {
  return pattern.replaceAll(/\\./g, '').replaceAll(/\[[^\]]*\]/g, 'x');
}

function hasNestedClass(pattern: string): boolean {
  let inClass = false;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === '\\') index++;
    else if (character === '[' && inClass) return true;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
  }
  return false;
}
