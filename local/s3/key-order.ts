const ASTRAL = /[\ud800-\udfff]/;

/** JavaScript orders by UTF-16 unit, S3 by UTF-8 byte: they differ beyond the basic plane only. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return ASTRAL.test(a) || ASTRAL.test(b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : 1;
}

/** Where the first of the ordered keys stands that does not come before `key`. */
export function firstAtOrAfter(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(keys[middle] ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds a key that is not there yet. */
export function addInOrder(keys: string[], key: string): void {
  keys.splice(firstAtOrAfter(keys, key), 0, key);
}

export function removeInOrder(keys: string[], key: string): void {
  const index = firstAtOrAfter(keys, key);
  if (keys[index] === key) keys.splice(index, 1);
}
