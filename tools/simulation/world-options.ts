import type { MemoryStore } from "../../hosts/web/memory-store.js";
import type { Start } from "../../modules/firmware/start.js";
import type { HttpServer } from "../../modules/host/http.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { Wifi } from "../../modules/host/wifi.js";
import type { VirtualAir, VirtualAirOptions } from "../air/air.js";
import type { AirModel } from "../air/model.js";
import type { StationOptions } from "../air/station-options.js";
import type { FirmwareProgram } from "./firmware-program.js";
import type { DeviceOob } from "./oob.js";
import type { WorldDevice } from "./world-device.js";
import type { WorldCapture, WorldNetworkOptions } from "./world-network.js";

/** What the firmwares of a world run on: machines of the XS engine, or this process. */
export type WorldHost = "xs" | "node";

/** Something that was done to the devices of a world, or expected of them. */
export interface WorldStep {
  /** Simulated milliseconds. */
  readonly time: number;
  /** Name of the device; undefined for an expectation. */
  readonly device?: string;
  readonly text: string;
  /** Whether it was as expected. */
  readonly ok: boolean;
}

/** Options of a World. */
export interface WorldOptions {
  /** The same seed, devices and calls give the same run. Default 1. */
  readonly seed?: number | string;
  /** Default "typical": an office floor where 10 % of all packets are lost. */
  readonly air?: AirModel;
  /** Parameters of the air that replace those of the model. */
  readonly parameters?: Partial<Omit<VirtualAirOptions, "clock" | "seed" | "model">>;
  /**
   * What firmwares run on. Default "node". "xs" is the engine of the chip, with the heap and the
   * stack of an ESP32; it needs a C compiler, and a firmware that is given as a file.
   */
  readonly host?: WorldHost;
  /** Whether the radios of its devices accept GATT connections, as those of phones. Default false. */
  readonly gatt?: boolean;
  /** Creates the recording of its air, such as a Capture. Default: none. */
  readonly capture?: (air: VirtualAir) => WorldCapture;
  /** Keys, groups and the configuration of the devices. */
  readonly network?: WorldNetworkOptions;
  /** Called with each line that a firmware writes. Default: they are in `log` of the device only. */
  readonly onLog?: (device: WorldDevice, text: string) => void;
  /** Called with each event of a device. */
  readonly onEvent?: (device: WorldDevice, event: TraceEvent) => void;
  /** Called when a firmware has failed. Default: what waits for it rejects. */
  readonly onFailure?: (device: WorldDevice, error: Error) => void;
  /** Called with each step, when it is over. */
  readonly onStep?: (step: WorldStep) => void;
  /** The folder from which the paths of firmwares start. Default: the working directory. */
  readonly folder?: string;
  /** Loads a firmware. Default: by `host`. */
  readonly load?: (entry: string) => Promise<FirmwareProgram>;
  /** Whether events of the layers are left out, which makes many nodes on XS faster. Default false. */
  readonly firmwareEventsOnly?: boolean;
}

/** Options of a device of a World. Default of each option of the radio: that of the air. */
export interface WorldDeviceOptions extends Omit<StationOptions, "name"> {
  /** The main module of its firmware, a file; or its `start` function, where the host is "node". */
  readonly firmware: string | URL | Start;
  /** How a provisioner authenticates it. Default: not at all. */
  readonly oob?: DeviceOob;
  /** Whether `provisionAll` leaves it out. Default false. */
  readonly stays?: boolean;
  /** Milliseconds that a P-256 multiplication takes, such as 200 on an ESP32. Default 0. */
  readonly ecdhMilliseconds?: number;
  /** Its records. Default: an empty store. */
  readonly store?: MemoryStore;
  /** The "config" that a chip's manifest would have. */
  readonly config?: object;
  readonly wifi?: Wifi;
  readonly http?: HttpServer;
  /** Whether it boots when it is added. Default true. */
  readonly powered?: boolean;
}
