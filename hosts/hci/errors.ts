import { MeshError } from "../../modules/base/errors.js";

/** A controller cannot be used: the message says why, and what to do. */
export class HciError extends MeshError {
  override get name(): string {
    return "HciError";
  }
}

/** Names of HCI error codes that hosts meet (Core Specification 5.4, Vol 1 Part F). */
const names: Readonly<Record<number, string>> = {
  0x01: "unknown command",
  0x02: "unknown connection",
  0x03: "hardware failure",
  0x07: "memory capacity exceeded",
  0x08: "connection timeout",
  0x09: "connection limit exceeded",
  0x0b: "connection already exists",
  0x0c: "command disallowed",
  0x0d: "limited resources",
  0x11: "unsupported feature or parameter value",
  0x12: "invalid parameters",
  0x13: "remote user terminated the connection",
  0x16: "terminated by this host",
  0x1a: "unsupported remote feature",
  0x1f: "unspecified error",
  0x22: "link layer response timeout",
  0x3b: "unacceptable connection parameters",
  0x3c: "advertising timeout",
  0x3e: "connection failed to be established",
  0x43: "limit reached",
};

/** An error code in words. */
export function errorText(code: number): string {
  const digits = `0x${code.toString(16).padStart(2, "0")}`;
  const name = names[code];
  return name ? `${name}, ${digits}` : `error ${digits}`;
}

/** A controller refused a command. */
export class HciCommandError extends HciError {
  /** OGF in the upper 6 bits, OCF in the lower 10. */
  readonly opcode: number;
  /** Error code (Core Specification 5.4, Vol 1 Part F). */
  readonly status: number;

  constructor(opcode: number, status: number) {
    super(
      `the controller refuses command 0x${opcode.toString(16).padStart(4, "0")}: ${errorText(status)}`,
    );
    this.opcode = opcode;
    this.status = status;
  }

  override get name(): string {
    return "HciCommandError";
  }
}
