import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../hosts/node/store.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { Clock } from "../../modules/host/clock.js";
import type { HciRadio } from "../../hosts/hci/radio.js";
import { openRadio } from "../../hosts/hci/open-radio.js";
import { PacketKind } from "../../modules/host/radio.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { VirtualAir } from "../air/air.js";
import { GattAir } from "../air/gatt/gatt-air.js";
import type { AirModel, AirParameters } from "../air/model.js";
import type { Position } from "../air/propagation.js";
import { RealTime } from "../air/real-time.js";
import { Capture } from "../capture/capture.js";
import type { FirmwareProgram, RunningFirmware } from "../simulation/firmware-program.js";
import { nodeFirmwareOf } from "../simulation/firmware-files.js";
import { heardPacket } from "../radio/heard-packet.js";
import { OwnProvisioner } from "../simulate/own-provisioner.js";
import type { LiveEvent, TimedEvent } from "./events.js";
import { Participants } from "./participants.js";
import { Reception } from "./reception.js";

export interface LiveAirOptions {
  readonly seed: string;
  readonly air: AirModel;
  /** Parameters of the air that differ from the model. */
  readonly airParameters?: Partial<AirParameters>;
  /** TCP port for Bluetooth hosts; 0: any free port; undefined: no hosts. */
  readonly hci?: number;
  /**
   * Number of advertising sets of each Bluetooth host's controller; 0: only legacy advertising
   * and scanning. Default 5.
   */
  readonly advertisingSets?: number;
  /** UDP port for desktop simulators; 0: any free port; undefined: no simulators. */
  readonly simulators?: number;
  /** Number of this project's lights, which run in this process. */
  readonly nodes: number;
  /** The main module of the lights' firmware. */
  readonly firmware: string;
  /** The provisioner of devices that send unprovisioned device beacons. */
  readonly provisioner: "own" | "none";
  /** Path of the capture, a pcapng file; undefined: no capture. */
  readonly capture?: string;
  /**
   * A Bluetooth controller whose packets the capture gets as well; see `openRadio`. Nobody on this
   * air receives them. Undefined: none.
   */
  readonly join?: string;
  /** Milliseconds of the air for each one of this computer. Default 1. */
  readonly scale?: number;
  readonly onEvent: (event: TimedEvent) => void;
}

/** Statistics at the end. */
export interface LiveReport {
  /** Milliseconds from the start to the end of the air. */
  readonly time: number;
  /** Number of advertising events. */
  readonly events: number;
  /** Number of packets of the real air. */
  readonly heard: number;
  readonly capture: string | undefined;
  readonly keys: string | undefined;
}

/** Stations in each row. */
const ROW = 5;
/** Metres between two neighbouring stations. */
const DISTANCE = 3;

/**
 * A virtual air in real time, for participants that run in real time: hosts, simulators, daemons.
 */
export class LiveAir {
  readonly #options: LiveAirOptions;
  readonly #clock = new VirtualClock();
  readonly #random: SeededRandom;
  readonly #air: VirtualAir;
  readonly #gattAir: GattAir;
  readonly #capture: Capture | undefined;
  readonly #lights: RunningFirmware[] = [];
  #program: FirmwareProgram | undefined;
  #participants: Participants | undefined;
  /** Number of stations that have a position. */
  #placed = 0;
  #provisioner: OwnProvisioner | undefined;
  #radio: HciRadio | undefined;
  #heard = 0;

  constructor(options: LiveAirOptions) {
    const { seed, air: model, capture } = options;
    this.#options = options;
    this.#random = new SeededRandom(seed);
    this.#air = new VirtualAir({ clock: this.#clock, seed, model, ...options.airParameters });
    this.#gattAir = new GattAir(this.#air);
    if (capture !== undefined) this.#capture = new Capture({ air: this.#air, path: capture });
  }

  /** The air's time, which passes while it runs. */
  get clock(): Clock {
    return this.#clock;
  }

  /** Runs until `ended` settles. Rejects if it cannot start. */
  async run(ended: Promise<void>): Promise<LiveReport> {
    try {
      await this.#open();
      const reception = this.#reception();
      const { scale = 1 } = this.#options;
      await new RealTime({ clock: this.#clock, scale }).during(async () => {
        await Promise.race([ended, ...(reception ? [reception.run()] : [])]);
        reception?.close();
      });
    } finally {
      await this.#close();
    }
    return {
      time: this.#clock.now(),
      events: this.#air.events,
      heard: this.#heard,
      capture: this.#capture?.path,
      keys: this.#capture?.keysPath,
    };
  }

  async #open(): Promise<void> {
    const { advertisingSets, firmware, hci, join, nodes, simulators } = this.#options;
    if (join !== undefined && this.#capture) await this.#join(join, this.#capture);
    if (nodes > 0) {
      this.#program = await nodeFirmwareOf(firmware);
      for (let i = 0; i < nodes; i++) await this.#boot(`light-${i + 1}`);
    }
    this.#participants = await Participants.open({
      air: this.#air,
      hci,
      advertisingSets,
      simulators,
      place: () => this.#place(),
      onEvent: (event) => this.#tell(event),
      onNodeEvent: (name, event) => this.#event(name, event),
    });
  }

  /** Records what a Bluetooth controller hears. */
  async #join(spec: string, capture: Capture): Promise<void> {
    this.#radio = await openRadio(spec, {
      trace: (event) => {
        if (event.type === "radio")
          this.#tell({ type: "radio", radio: spec, message: event.message });
      },
    });
    this.#radio.scan((data, rssi, kind = PacketKind.nonConnectable, address = 0) => {
      this.#heard++;
      const packet = { data: data.slice(), rssi, kind, address, start: this.#clock.now() };
      capture.heard(heardPacket(packet, 0));
    });
    this.#tell({ type: "hears", radio: spec });
  }

  /** The position of the next station. */
  #place(): Position {
    const index = this.#placed++;
    return { x: (index % ROW) * DISTANCE, y: Math.floor(index / ROW) * DISTANCE };
  }

  async #boot(name: string): Promise<void> {
    const station = this.#air.attach({ name, position: this.#place() });
    // Bluetooth hosts may connect to it, as to a chip.
    this.#gattAir.server(station);
    const light = await this.#program!.boot({
      name,
      clock: this.#clock,
      station,
      random: this.#random.fork(name),
      store: new MemoryStore(),
      ecdhMilliseconds: 0,
      trace: (event) => this.#event(name, event),
      onFailure: ({ message }) => this.#tell({ type: "failed", name, message }),
    });
    this.#lights.push(light);
    this.#tell({ type: "joined", name });
  }

  /** An event of a light or of a simulator. */
  #event(name: string, event: TraceEvent): void {
    this.#capture?.event(name, this.#clock.now(), event);
    if (event.type === "log") this.#tell({ type: "log", name, text: event.text });
    else if (event.type === "board.lamp")
      this.#tell({ type: "lamp", name, lamp: event.name, on: event.on });
  }

  #reception(): Reception | undefined {
    if (this.#options.provisioner === "none") return undefined;
    const position = { x: (DISTANCE * (ROW - 1)) / 2, y: DISTANCE / 2 };
    const station = this.#air.attach({ name: "provisioner", position });
    const clock = this.#clock;
    const random = this.#random.fork("provisioner");
    const provisioner = new OwnProvisioner({ clock, station, random });
    this.#provisioner = provisioner;
    return new Reception({ clock, provisioner, onEvent: (event) => this.#tell(event) });
  }

  #tell(event: LiveEvent): void {
    this.#options.onEvent({ time: this.#clock.now(), ...event });
  }

  async #close(): Promise<void> {
    this.#radio?.close();
    await this.#participants?.close();
    for (const light of this.#lights) light.close();
    if (this.#capture) this.#provisioner?.addKeysTo(this.#capture.keys);
    await this.#provisioner?.close();
    this.#program?.close();
    this.#capture?.close();
    this.#air.close();
  }
}
