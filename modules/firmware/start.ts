import type { Host } from "../host/host.js";

/** What the main module of a firmware exports, as `start`. */
export type Start = (host: Host) => Firmware;

/** A firmware that runs. */
export interface Firmware {
  close(): void;
  /** Answers a question of the program that holds the machine; JSON in, JSON out. */
  call?(name: string, argument: unknown): unknown;
}
