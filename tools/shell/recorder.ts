import type { TraceEvent } from "../../modules/host/trace.js";
import type { NetworkKeyList } from "../network/network-keys.js";
import type { WorldCapture } from "../simulation/world-network.js";

const noKeys: NetworkKeyList = {
  addNetKey: () => undefined,
  addAppKey: () => undefined,
  addIvIndex: () => undefined,
  addDeviceKey: () => undefined,
};

/**
 * Receives the events of all devices and of the provisioner for a session, and passes them to a
 * capture.
 */
export class Recorder implements WorldCapture {
  readonly keys: NetworkKeyList;
  /** Called with each event. */
  onEvent: ((device: string, event: TraceEvent) => void) | undefined;
  readonly #capture: WorldCapture | undefined;

  /** `capture`: a file, if the user wants one. */
  constructor(capture: WorldCapture | undefined) {
    this.#capture = capture;
    this.keys = capture?.keys ?? noKeys;
  }

  event(device: string, time: number, event: TraceEvent): void {
    this.#capture?.event(device, time, event);
    this.onEvent?.(device, event);
  }

  close(): void {
    this.#capture?.close();
  }
}
