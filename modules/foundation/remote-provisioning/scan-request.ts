import type { AbortSignalLike } from "../../base/abort.js";

/** A scan to be started. */
export interface ScanRequest {
  /** Unicast address of the node with the server. */
  readonly server: number;
  /** Only this device, 16 octets. */
  readonly uuid?: Uint8Array;
  /**
   * Seconds after which the scan is over, 1..255, counted from the call. The server scans for
   * a second less, but one at least: what it finds at the end has that to get here.
   */
  readonly timeout: number;
  /** Devices to report at most, 1..255; default: as many as the server can. */
  readonly limit?: number;
  readonly signal?: AbortSignalLike;
}

/** An extended scan to be started. */
export interface ExtendedScanRequest {
  /** Unicast address of the node with the server. */
  readonly server: number;
  /** AD types, 1..16 of them. */
  readonly types: Uint8Array;
  /** The device, 16 octets; default: the server's own node. */
  readonly uuid?: Uint8Array;
  /** Seconds for which the device is looked for, 1..21; default 5. */
  readonly timeout?: number;
  readonly signal?: AbortSignalLike;
}

/** What an extended scan found. */
export interface ExtendedScanResult {
  readonly uuid: Uint8Array;
  /** Undefined where the device was not heard. */
  readonly oobInformation: number | undefined;
  /** Length, type and data of each structure. */
  readonly adStructures: Uint8Array;
}
