import type { Host } from "../host/host.js";

/**
 * What the main module of a firmware exports, as `start`. `board` is absent where there
 * is no hardware, `config` (a manifest's "config") where no manifest has been.
 */
export type Start = (host: Host, board?: Board, config?: object) => Firmware;

/** What a firmware can show on the board that it runs on. */
export interface Board {
  /** Switches the lamp. It is off at first. */
  light(on: boolean): void;
  /** Restarts the chip or process; absent where that is not possible. */
  restart?(): void;
}

/** A running firmware. */
export interface Firmware {
  /** Stops it, as a power cut would: its records are kept. */
  close(): void;
  /** Factory reset by the user: the node leaves its network and erases its records. */
  reset?(): void;
  /** Answers a question of the program that holds the machine; JSON in, JSON out. */
  call?(name: string, argument: unknown): unknown;
}
