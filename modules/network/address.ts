/** The kinds of 16-bit mesh addresses. Mesh Protocol 1.1 §3.4.2. */
export const unassignedAddress = 0x0000;
/** The fixed group address of all nodes. Mesh Protocol 1.1 §3.4.2.4. */
export const allNodes = 0xffff;
export const allRelays = 0xfffe;

export function isUnicast(address: number): boolean {
  return address >= 0x0001 && address <= 0x7fff;
}

export function isVirtual(address: number): boolean {
  return address >= 0x8000 && address <= 0xbfff;
}

/** Group addresses, the fixed ones (0xFF00..0xFFFF) included. */
export function isGroup(address: number): boolean {
  return address >= 0xc000 && address <= 0xffff;
}
