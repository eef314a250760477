/**
 * Freezes `value`, what it holds and what that holds, and gives it back; octets
 * stay as they are. For what a module makes at its top level: frozen it lies in
 * flash, where anything else costs the chip memory for a change that might come.
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
