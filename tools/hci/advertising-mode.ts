import { Opcode } from "./opcodes.js";

const legacy: ReadonlySet<number> = new Set([
  Opcode.leSetAdvertisingParameters,
  Opcode.leReadAdvertisingTxPower,
  Opcode.leSetAdvertisingData,
  Opcode.leSetScanResponseData,
  Opcode.leSetAdvertisingEnable,
  Opcode.leSetScanParameters,
  Opcode.leSetScanEnable,
]);

const extended: ReadonlySet<number> = new Set([
  Opcode.leSetExtendedAdvertisingParameters,
  Opcode.leSetExtendedAdvertisingData,
  Opcode.leSetExtendedScanResponseData,
  Opcode.leSetExtendedAdvertisingEnable,
  Opcode.leReadMaximumAdvertisingDataLength,
  Opcode.leReadNumberOfSupportedAdvertisingSets,
  Opcode.leRemoveAdvertisingSet,
  Opcode.leClearAdvertisingSets,
  Opcode.leSetExtendedScanParameters,
  Opcode.leSetExtendedScanEnable,
]);

/**
 * From one reset to the next a host uses legacy advertising commands or extended ones: the
 * first of either decides (Core 5.4, Vol 4 Part E §3.1.1).
 */
export class AdvertisingMode {
  #mode: ReadonlySet<number> | undefined;

  /** Whether the host may use this command; those of neither kind it always may. */
  allows(opcode: number): boolean {
    const mode = legacy.has(opcode) ? legacy : extended.has(opcode) ? extended : undefined;
    if (!mode) return true;
    this.#mode ??= mode;
    return this.#mode === mode;
  }

  reset(): void {
    this.#mode = undefined;
  }
}
