/** One segment of an S3 key for any name of the catalog; `decode` reverses it. Only letters, digits, `-`, `_` and `=` remain. */
export function encode(name: string): string {
  return encodeURIComponent(name)
    .replaceAll(/[!'()*~.]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%', '=');
}

/** The name behind a segment. Throws a URIError when the segment is not one of `encode`. */
export function decode(segment: string): string {
  return decodeURIComponent(segment.replaceAll('=', '%'));
}
