import { Opcode } from "./opcodes.js";

const legacy: ReadonlySet<number> = new Set([
  Opcode.leSetAdvertisingParameters,
  Opcode.leReadAdvertisingTxPower,
  Opcode.leSetAdvertisingData,
  Opcode.leSetScanResponseData,
  Opcode.leSetAdvertisingEnable,
  Opcode.leSetScanParameters,
  Opcode.leSetScanEnable,
  Opcode.leCreateConnection,
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
  Opcode.leExtendedCreateConnection,
]);

/**
 * Between two resets a host uses either legacy or extended advertising commands; the first such
 * command decides which (Core 5.4, Vol 4 Part E §3.1.1).
 */
export class AdvertisingMode {
  #mode: ReadonlySet<number> | undefined;

  /** Whether the host may use this command; commands of neither kind are always allowed. */
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
