// Without recursion: of a chip's stack of 512 slots a test leaves little.

/** Pairs that are still to be compared: left, right, left, right. */
type Pairs = unknown[];

/** Whether two values are the same in structure, as ava's deepEqual sees it: types, own keys, order of nothing but arrays. */
export function deepEqual(a: unknown, b: unknown): boolean {
  const pairs: Pairs = [a, b];
  while (pairs.length > 0) {
    const right = pairs.pop();
    if (!equalBut(pairs.pop(), right, pairs)) return false;
  }
  return true;
}

/** Whether two values are the same but for what they contain, which goes to `pairs`. */
function equalBut(a: unknown, b: unknown, pairs: Pairs): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (ArrayBuffer.isView(a)) return equalViews(a, b as ArrayBufferView);
  if (Array.isArray(a)) {
    const other = b as unknown[];
    for (let i = 0; i < a.length; i++) pairs.push(a[i], other[i]);
    return a.length === other.length;
  }
  if (a instanceof Map) return equalMaps(a, b as Map<unknown, unknown>, pairs);
  if (a instanceof Set) return equalSets(a, b as Set<unknown>);
  if (a instanceof Error && a.message !== (b as Error).message) return false;
  return equalProperties(a as Record<string, unknown>, b as Record<string, unknown>, pairs);
}

function equalViews(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

function equalMaps(a: Map<unknown, unknown>, b: Map<unknown, unknown>, pairs: Pairs): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    if (!b.has(key)) return false;
    pairs.push(value, b.get(key));
  }
  return true;
}

function equalSets(a: Set<unknown>, b: Set<unknown>): boolean {
  if (a.size !== b.size) return false;
  for (const item of a) if (!hasEqual(b, item)) return false;
  return true;
}

function hasEqual(set: Set<unknown>, wanted: unknown): boolean {
  if (set.has(wanted)) return true;
  for (const item of set) if (deepEqual(item, wanted)) return true;
  return false;
}

function equalProperties(
  a: Record<string, unknown>,
  b: Record<string, unknown>,
  pairs: Pairs,
): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.prototype.hasOwnProperty.call(b, key)) return false;
    pairs.push(a[key], b[key]);
  }
  return true;
}

/** Whether `value` has everything that `selector` has, at every level. */
export function like(value: unknown, selector: unknown): boolean {
  const pairs: Pairs = [value, selector];
  while (pairs.length > 0) {
    const wanted = pairs.pop();
    const found = pairs.pop();
    if (typeof wanted !== "object" || wanted === null || ArrayBuffer.isView(wanted)) {
      if (!deepEqual(found, wanted)) return false;
      continue;
    }
    if (typeof found !== "object" || found === null) return false;
    for (const [key, item] of Object.entries(wanted))
      pairs.push((found as Record<string, unknown>)[key], item);
  }
  return true;
}
