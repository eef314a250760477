import { development } from "../base/development.js";
import { AbortError, MeshError, TimeoutError } from "../base/errors.js";
import { frozen } from "../base/frozen.js";
import type { CloseReason } from "./link.js";

/** Error codes of a Failed PDU, Mesh Protocol 1.1 §5.4.1.10. */
export const ErrorCode = frozen({
  invalidPdu: 0x01,
  invalidFormat: 0x02,
  unexpectedPdu: 0x03,
  confirmationFailed: 0x04,
  outOfResources: 0x05,
  decryptionFailed: 0x06,
  unexpectedError: 0x07,
  cannotAssignAddresses: 0x08,
  invalidData: 0x09,
});
/** An `ErrorCode`; a device may send other values. */
export type ErrorCode = number;

const names: Record<number, string> = frozen({
  [ErrorCode.invalidPdu]: "Invalid PDU",
  [ErrorCode.invalidFormat]: "Invalid Format",
  [ErrorCode.unexpectedPdu]: "Unexpected PDU",
  [ErrorCode.confirmationFailed]: "Confirmation Failed",
  [ErrorCode.outOfResources]: "Out of Resources",
  [ErrorCode.decryptionFailed]: "Decryption Failed",
  [ErrorCode.unexpectedError]: "Unexpected Error",
  [ErrorCode.cannotAssignAddresses]: "Cannot Assign Addresses",
  [ErrorCode.invalidData]: "Invalid Data",
});

/** The name of an error code. */
export function errorCodeName(code: ErrorCode): string {
  development.args?.("errorCodeName", [code]);
  return names[code] ?? `error ${code}`;
}

/** Property of every error of a provisioning. */
export interface ProvisioningError extends MeshError {
  /**
   * Whether the device may have taken the address: it was sent and not
   * confirmed. Such an address must not be given to another device.
   */
  readonly addressMayBeUsed: boolean;
}

/** The device sent a Failed PDU, or one of its PDUs was invalid. */
export class ProvisioningFailedError extends MeshError implements ProvisioningError {
  /** Error code of the Failed PDU that was received or sent. */
  readonly code: ErrorCode;
  /** The side that found the error. */
  readonly origin: "device" | "provisioner";
  readonly addressMayBeUsed: boolean;

  constructor(code: ErrorCode, origin: "device" | "provisioner", addressMayBeUsed: boolean) {
    super(`provisioning failed: ${errorCodeName(code)}, found by the ${origin}`);
    this.code = code;
    this.origin = origin;
    this.addressMayBeUsed = addressMayBeUsed;
  }

  override get name(): string {
    return "ProvisioningFailedError";
  }
}

/** The device did not answer in time. */
export class ProvisioningTimeoutError extends TimeoutError implements ProvisioningError {
  readonly addressMayBeUsed: boolean;

  constructor(message: string, addressMayBeUsed: boolean) {
    super(message);
    this.addressMayBeUsed = addressMayBeUsed;
  }

  override get name(): string {
    return "ProvisioningTimeoutError";
  }
}

/** The caller aborted, or the provisioner was closed. */
export class ProvisioningAbortError extends AbortError implements ProvisioningError {
  readonly addressMayBeUsed: boolean;

  constructor(addressMayBeUsed: boolean) {
    super("provisioning was given up");
    this.addressMayBeUsed = addressMayBeUsed;
  }

  override get name(): string {
    return "ProvisioningAbortError";
  }
}

/** The device closed the link. */
export class LinkClosedError extends MeshError implements ProvisioningError {
  /** 0 success, 1 timeout, 2 fail. */
  readonly reason: CloseReason;
  readonly addressMayBeUsed: boolean;

  constructor(reason: CloseReason, addressMayBeUsed: boolean) {
    super(`the device closed the link with reason ${reason}`);
    this.reason = reason;
    this.addressMayBeUsed = addressMayBeUsed;
  }

  override get name(): string {
    return "LinkClosedError";
  }
}

/** The provisioner refuses the capabilities of the device; the message has the reason. */
export class ProvisioningRefusedError extends MeshError implements ProvisioningError {
  readonly addressMayBeUsed = false;

  override get name(): string {
    return "ProvisioningRefusedError";
  }
}
