// Replaces hosts/xs/config.ts on the board.

/** The "config" of the firmware, which is empty. */
export function readConfig(): object {
  return {};
}
