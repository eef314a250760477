import { ServiceOperation } from "./services.js";

class Native {
  static ask(operation: number): number {
    return native("xs_host_ask").call(this, operation, 0, 0, undefined);
  }

  static octets(start: number, end: number): ArrayBuffer {
    return native("xs_host_octets").call(this, start, end);
  }
}

/** Inside XS: the "config" that the host has for the firmware, in place of a chip's manifest. */
export function readConfig(): object {
  const octets = new Uint8Array(Native.octets(0, Native.ask(ServiceOperation.config)));
  let text = "";
  for (const octet of octets) text += String.fromCharCode(octet);
  return JSON.parse(text) as object;
}
