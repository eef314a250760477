import type { Board } from "../host/board.js";
import type { Host } from "../host/host.js";

export type { Board };

/**
 * What the main module of a firmware exports, as `start`. `config`: the "config" of a chip's
 * manifest, or of a device of a simulation; absent where there is none. A firmware declares the
 * entries that it uses: `start(host, board, config: { readonly label: string })`.
 */
export type Start = {
  /** Starts the firmware on a host and its board. Its errors end the machine. */
  // A method, as TypeScript compares the parameters of methods in both directions.
  start(host: Host, board: Board, config?: object): Firmware;
}["start"];

/** A running firmware. */
export interface Firmware {
  /** Stops it, as a power cut would: its records are kept. */
  close(): void;
  /** Factory reset by the user: the node leaves its network and erases its records. */
  reset?(): void;
  /** Answers a question of the program that holds the machine; JSON in, JSON out. */
  call?(name: string, argument: unknown): unknown;
}

/**
 * Checks the result of a firmware's `start`. Throws TypeError if it is no Firmware, such as
 * undefined where the `return` was forgotten, or a promise.
 */
export function checkFirmware(firmware: unknown): void {
  const { close, then } = (firmware ?? {}) as Partial<Firmware> & { readonly then?: unknown };
  if (typeof close === "function") return;
  if (typeof then === "function")
    throw new TypeError("the firmware's start() must not be async: return the Node itself");
  const what = firmware === undefined ? "undefined" : "a value without close()";
  throw new TypeError(`the firmware's start() returned ${what}: return the Node that it creates`);
}
