import { MeshError } from "./errors.js";

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, "0")}`;
}

/** A GATT connection ended, or could not be established. */
export class GattDisconnectedError extends MeshError {
  /** HCI error code (Core Specification 5.4, Vol 1 Part F). */
  readonly reason: number;

  /** For hosts. */
  constructor(reason: number) {
    super(`the GATT connection ended (HCI error ${hex(reason)})`);
    this.reason = reason;
  }

  /** The name of its class. */
  override get name(): string {
    return "GattDisconnectedError";
  }
}

/** A GATT server answered with an error. */
export class GattError extends MeshError {
  /** ATT error code (Core Specification 5.4, Vol 3 Part F §3.4.1.1). */
  readonly code: number;

  /** For hosts. */
  constructor(code: number) {
    super(`the GATT server answered with ATT error ${hex(code)}`);
    this.code = code;
  }

  /** The name of its class. */
  override get name(): string {
    return "GattError";
  }
}
