// Signalling packets of LE connections (Core Specification 5.4, Vol 3 Part A §4).
import { getUint16LE } from "../../modules/base/bytes.js";

const Code = {
  commandReject: 0x01,
  connectionUpdateRequest: 0x12,
  connectionUpdateResponse: 0x13,
} as const;

/** Parameters of a connection that a peripheral asks for (§4.20). */
export interface ConnectionRange {
  /** Least and most connection interval, in units of 1.25 ms, 6..3200. */
  readonly least: number;
  readonly most: number;
  /** Connection events that the peripheral may skip, 0..499. */
  readonly latency: number;
  /** Supervision timeout in units of 10 ms, 10..3200. */
  readonly timeout: number;
}

/** Codes of responses, which are never answered (§4). */
const responses: ReadonlySet<number> = new Set([0x01, 0x07, 0x13, 0x15, 0x18, 0x1a]);
/** Octets of a Connection Parameter Update Request after its header. */
const requestLength = 8;

/** A Connection Parameter Update Request (§4.20). */
export function connectionUpdateRequest(
  identifier: number,
  { latency, least, most, timeout }: ConnectionRange,
): Uint8Array {
  const words = [least, most, latency, timeout].flatMap((word) => [word & 0xff, word >> 8]);
  return Uint8Array.of(Code.connectionUpdateRequest, identifier, requestLength, 0, ...words);
}

/**
 * The answer to a signalling packet; undefined if it is a response or malformed. `accept` decides
 * on other parameters of the connection; absent at a peripheral, which cannot be asked.
 */
export function answerSignalling(
  command: Uint8Array,
  accept?: (range: ConnectionRange) => boolean,
): Uint8Array | undefined {
  if (command.length < 4 || command.length !== 4 + getUint16LE(command, 2)) return undefined;
  const [code = 0, identifier = 0] = command;
  if (responses.has(code) || identifier === 0) return undefined;
  if (code === Code.connectionUpdateRequest && command.length === 4 + requestLength && accept) {
    const range = {
      least: getUint16LE(command, 4),
      most: getUint16LE(command, 6),
      latency: getUint16LE(command, 8),
      timeout: getUint16LE(command, 10),
    };
    const isAccepted = isValidRange(range) && accept(range);
    return Uint8Array.of(Code.connectionUpdateResponse, identifier, 2, 0, isAccepted ? 0 : 1, 0);
  }
  // Command not understood.
  return Uint8Array.of(Code.commandReject, identifier, 2, 0, 0, 0);
}

/** Whether parameters are those that a connection can have (Vol 6 Part B §4.5.1, 4.5.2). */
export function isValidRange({ latency, least, most, timeout }: ConnectionRange): boolean {
  return (
    least >= 6 &&
    most <= 3200 &&
    least <= most &&
    latency <= 499 &&
    timeout >= 10 &&
    timeout <= 3200 &&
    timeout * 10 > (1 + latency) * most * 1.25 * 2
  );
}
