/** Whether two values are the same in structure, as ava's deepEqual sees it: types, own keys, order of nothing but arrays. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (ArrayBuffer.isView(a)) return equalViews(a, b as ArrayBufferView);
  if (Array.isArray(a)) {
    const other = b as unknown[];
    return a.length === other.length && a.every((item, i) => deepEqual(item, other[i]));
  }
  if (a instanceof Map) return equalMaps(a, b as Map<unknown, unknown>);
  if (a instanceof Set) {
    const other = b as Set<unknown>;
    return a.size === other.size && [...a].every((item) => hasEqual(other, item));
  }
  if (a instanceof Error && a.message !== (b as Error).message) return false;
  return equalProperties(a as Record<string, unknown>, b as Record<string, unknown>);
}

function equalViews(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  return left.length === right.length && left.every((octet, i) => octet === right[i]);
}

function equalMaps(a: Map<unknown, unknown>, b: Map<unknown, unknown>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (!b.has(key) || !deepEqual(value, b.get(key))) return false;
  return true;
}

function hasEqual(set: Set<unknown>, wanted: unknown): boolean {
  if (set.has(wanted)) return true;
  for (const item of set) if (deepEqual(item, wanted)) return true;
  return false;
}

function equalProperties(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.prototype.hasOwnProperty.call(b, key) && deepEqual(a[key], b[key]))
  );
}

/** Whether `value` has everything that `selector` has, at every level. */
export function like(value: unknown, selector: unknown): boolean {
  if (typeof selector !== "object" || selector === null || ArrayBuffer.isView(selector))
    return deepEqual(value, selector);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(selector).every(([key, wanted]) =>
    like((value as Record<string, unknown>)[key], wanted),
  );
}
