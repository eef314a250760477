/**
 * Freezes `value` and all objects in it, except arrays of octets, and returns it. For
 * objects that a module creates at its top level: the chip keeps frozen ones in flash, and
 * needs memory for others, as they might change.
 */
export function frozen<const T>(value: T): T {
  freeze(value);
  return value;
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const held of Object.values(value)) freeze(held);
}
