import type { HeapFigures } from "../../hosts/xs/port.js";
import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { MemoryStore } from "../../hosts/web/memory-store.js";
import type { ButtonPress } from "../../modules/host/board.js";
import type { Clock } from "../../modules/host/clock.js";
import type { HttpServer } from "../../modules/host/http.js";
import type { Trace } from "../../modules/host/trace.js";
import type { Wifi } from "../../modules/host/wifi.js";
import type { VirtualBoardState } from "../../modules/firmware/virtual-board.js";
import type { Span } from "../air/model.js";
import type { CryptoMemory } from "./shared-crypto/crypto-memory.js";
import type { Station } from "../air/station.js";

/** A device on which a firmware is started. */
export interface BootRequest {
  /** Name of the device, for errors. */
  readonly name: string;
  readonly clock: Clock;
  readonly station: Station;
  readonly random: SeededRandom;
  readonly store: MemoryStore;
  /** Milliseconds that a P-256 multiplication takes. */
  readonly ecdhMilliseconds: number;
  /** What the nodes of its world compute with the same keys. Absent: it shares nothing. @internal */
  readonly cryptoMemory?: CryptoMemory;
  /** Receives the events of the node, of the firmware and of its board. Default: none. */
  readonly trace?: Trace;
  /** Whether `trace` gets the events of the firmware and its board alone. Default false. */
  readonly firmwareEventsOnly?: boolean;
  readonly wifi?: Wifi;
  readonly http?: HttpServer;
  /** The "config" that a chip's manifest would have. */
  readonly config?: object;
  /** Called when the firmware has failed; the stack of the error names its files and lines. */
  readonly onFailure: (error: Error) => void;
}

/** A firmware that runs on a device. What is asynchronous is in another process. */
export interface RunningFirmware {
  /** Calls `call` of the firmware. Throws or rejects as the firmware does. */
  call(name: string, argument?: unknown): unknown;
  /** Presses a button. Throws or rejects with RangeError if the firmware has no such button. */
  press(button: string, press: ButtonPress): unknown;
  /** Sets what a sensor reads. */
  setSensor(name: string, value: number): unknown;
  /** What is on its board. */
  readonly board: VirtualBoardState;
  /** Figures of its heap after garbage collection; undefined without a heap of its own. */
  heap(): HeapFigures | undefined;
  /** Cuts its power. */
  close(): void;
}

/** A firmware that was loaded, to be started on any number of devices. */
export interface FirmwareProgram {
  /**
   * Whether it runs in other processes with clocks of their own, so that virtual time must advance
   * at the rate of real time. Default false.
   */
  readonly realTime?: boolean;
  /** The least time between advertising events of its stations, if not the default. */
  readonly spacing?: Span;
  /** Starts it on a device. Throws or rejects with the error of a firmware that does not start. */
  boot(request: BootRequest): RunningFirmware | Promise<RunningFirmware>;
  /** Frees it, when all its devices are closed. */
  close(): void;
}
