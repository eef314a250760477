import type { FastLightState } from "../../../modules/firmware/fast-light/state.js";
import type { AirReport } from "../air-report.js";
import type { Layout } from "../layout.js";
import type { AirMeter } from "./air-meter.js";
import type { SimulatedDevice } from "./simulated-device.js";
import type { FastOptions } from "./options.js";
import { reasonOf } from "./reason.js";
import type { FastNodeRecord, FastRun } from "./run-record.js";

/** Data of a simulation that ended. */
export interface RunResult {
  readonly options: FastOptions;
  readonly layout: Layout;
  readonly devices: readonly SimulatedDevice[];
  readonly meter: AirMeter;
  readonly air: AirReport;
  readonly simulatedMs: number;
  readonly wallMs: number;
}

/** The history of one node, as its provisioner recorded it. */
interface Birth {
  readonly parent: number;
  readonly linkOpened: number;
  readonly provisioned: number | undefined;
  readonly configured: number | undefined;
  readonly provisioner: boolean;
}

/** Collects the data of a run, and makes its record. Times are ms of the simulation's clock. */
export class FastHistory {
  /** The Primary Provisioner is about to receive ENTER: t = 0. */
  start: number | undefined;
  databaseComplete: number | undefined;
  allOn: number | undefined;
  /** When the messages of a phone to groups passed. */
  forwarding: number | undefined;
  /** When the first group message to all lights is sent. */
  switched: number | undefined;
  readonly #reported = new Map<number, number>();
  /** By address. A device loses its history when it provisions again or loses power. */
  readonly #births = new Map<number, Birth>();
  /** By address: when a device was first observed to have it. */
  readonly #seen = new Map<number, number>();
  readonly #cuts = new Map<SimulatedDevice, { count: number; last: FastLightState }>();
  #primary: number | undefined;

  /** The Primary Provisioner, the first node, starts. */
  begin(now: number, primary: number): void {
    this.start = now;
    this.#primary = primary;
  }

  /** The top provisioner received the record of a node. */
  reported(address: number, now: number): void {
    if (!this.#reported.has(address)) this.#reported.set(address, now);
  }

  /** Reads the history of a device. `index`: its index among the devices. */
  look(device: SimulatedDevice, index: number, now: number): FastLightState {
    const state = device.powered ? device.state() : this.#cuts.get(device)!.last;
    if (state.address !== undefined && !this.#seen.has(state.address))
      this.#seen.set(state.address, now);
    for (const { address, ...birth } of state.children) {
      const known = this.#births.get(address);
      if (known?.configured === undefined) this.#births.set(address, { parent: index, ...birth });
    }
    return state;
  }

  /** A device is about to lose power. */
  cut(device: SimulatedDevice, index: number, now: number): void {
    const last = this.look(device, index, now);
    this.#cuts.set(device, { count: (this.#cuts.get(device)?.count ?? 0) + 1, last });
  }

  record(result: RunResult): FastRun {
    const { devices, layout, meter, options } = result;
    const start = this.start ?? 0;
    const since = (time: number | undefined) => (time === undefined ? undefined : time - start);
    const recorded = options.policy === "adaptive";
    const states = devices.map((device, i) => this.look(device, i, result.simulatedMs));
    const nodes = devices.map(({ name, station }, i): FastNodeRecord => {
      const state = states[i]!;
      const { address, uuid } = state;
      const birth = address === undefined ? undefined : this.#birthOf(address, state, recorded);
      const isPrimary = address !== undefined && address === this.#primary;
      const cuts = this.#cuts.get(devices[i]!)?.count ?? 0;
      const links = meter.linksTo(uuid);
      const node = {
        name,
        uuid,
        address,
        x: station.position.x,
        y: station.position.y,
        role: isPrimary
          ? ("primary" as const)
          : birth?.provisioner
            ? ("temporary" as const)
            : ("node" as const),
        parent: isPrimary ? -1 : birth?.parent,
        linkOpened: isPrimary ? undefined : since(birth?.linkOpened),
        provisioned: isPrimary ? 0 : since(birth?.provisioned),
        configured: isPrimary ? 0 : since(birth?.configured),
        reported: address === undefined ? undefined : since(this.#reported.get(address)),
        on: since(state.litAt),
        linksOpened: links,
        events: station.counters.events,
      };
      // With Espressif's policy the addresses are requested once: there is no time for each node.
      return { ...node, reason: reasonOf(node, cuts, recorded) };
    });
    const configured = nodes.map((node) => node.configured);
    const { events, collisions } = this.#traffic(meter);
    return {
      title: runTitle(options, layout),
      policy: options.policy,
      bearer: options.bearer,
      layoutName: options.layout,
      seed: options.seed,
      start,
      airReport: result.air,
      litAfter: nodes.flatMap(({ on }) =>
        on === undefined || this.switched === undefined ? [] : [on + start - this.switched],
      ),
      capture: options.capture,
      sets: options.sets,
      ecdhMilliseconds: options.ecdh,
      host: options.host,
      extraLoss: options.extraLoss,
      powerCuts: options.powerCuts,
      plan: {
        width: layout.width,
        height: layout.height,
        walls: layout.walls,
        rooms: layout.rooms,
        top: layout.provisioner,
      },
      nodes,
      lastProvisioned: configured.some((time) => time === undefined)
        ? undefined
        : Math.max(...(configured as number[])),
      databaseComplete: since(this.databaseComplete),
      allOn: since(this.allOn),
      forwarding: since(this.forwarding),
      air: meter.slots,
      totals: {
        events,
        collisions,
        linksOpened: meter.links,
        linksInVain: meter.links - this.#births.size,
      },
      simulatedMs: result.simulatedMs,
      wallMs: result.wallMs,
    };
  }

  /**
   * Times of a node whose provisioner lost its history or missed its answer: a node is
   * configured when its record is reported, and can be lit only after that.
   */
  #birthOf(address: number, { litAt }: FastLightState, recorded: boolean): Partial<Birth> {
    const birth = this.#births.get(address);
    const seen = this.#seen.get(address);
    const told = recorded ? this.#reported.get(address) : undefined;
    return {
      ...birth,
      provisioned: birth?.provisioned ?? seen,
      configured: birth?.configured ?? told ?? (litAt === undefined ? undefined : seen),
    };
  }

  #traffic({ slots }: AirMeter): { events: number; collisions: number } {
    let events = 0;
    let collisions = 0;
    for (const slot of slots) {
      events += slot.events;
      collisions += slot.collisions;
    }
    return { events, collisions };
  }
}

/** Such as "100 devices in one room". */
export function runTitle({ nodes }: FastOptions, { name, width }: Layout): string {
  const places = {
    room: "in one room",
    corridor: `along a corridor of ${width.toFixed(0)} m`,
    house: "in a house",
  };
  return `${nodes.toLocaleString("en")} devices ${places[name]}`;
}
