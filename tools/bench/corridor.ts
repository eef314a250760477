import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { Host } from "../../modules/host/host.js";
import { RemoteProvisioningServer } from "../../modules/foundation/remote-provisioning/server.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node } from "../../modules/node/node.js";
import type { NodeEntry } from "../../modules/provisioner/database.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../air/air.js";
import { airParameters, type AirModel, neighbourDistance, usualAir } from "../air/model.js";

/** Range of a station, as a multiple of the distance between neighbours. */
const range = 1.5;
const ecdhMilliseconds = 200;
/** Seconds of one scan. */
const scanSeconds = 10;
/** Most attempts of a step. */
const tries = 4;

const pbAdvType = 0x29;
const networkType = 0x2a;

export interface CorridorOptions {
  readonly seed: number;
  /** Number of nodes in addition to the provisioner. */
  readonly nodes: number;
  /**
   * Share of packets that a receiver loses in addition to the losses of the radio model, 0..1.
   */
  readonly loss: number;
  /**
   * Model of the air; default: the simulation's default. "ideal": no losses, and 20 ms between
   * two events of a station.
   */
  readonly air?: AirModel;
  /** Advertising sets of each station; default 1. */
  readonly sets?: number;
}

/** The result of one step in the corridor. */
export interface Step {
  readonly name: string;
  /** Hops from the provisioner to the node of the step. */
  readonly hops: number;
  /** Simulated milliseconds. */
  readonly milliseconds: number;
  /** Advertising events with PB-ADV and network PDUs, of all stations. */
  readonly events: number;
  /** Number of attempts after the first one. */
  readonly retries: number;
}

/**
 * A provisioner and nodes in a line, in which only neighbours receive each other. All settings
 * are the defaults; relays are enabled.
 */
export class Corridor {
  readonly clock = new VirtualClock();
  readonly air: VirtualAir;
  readonly provisioner: Provisioner;
  readonly #hosts: readonly Host[];
  readonly #nodes: Node[];
  #events = 0;

  constructor(options: CorridorOptions) {
    const { air: model = usualAir, loss, nodes, seed, sets = 1 } = options;
    const { clock } = this;
    const parameters = airParameters(model);
    const distance = neighbourDistance(parameters);
    const lossRate = 1 - (1 - parameters.lossRate) * (1 - loss);
    const spacing = model === "ideal" ? ([20, 20] as const) : undefined;
    this.air = new VirtualAir({ clock, seed, model, range: range * distance, lossRate });
    const seen = new Set<number>();
    this.air.onPacket(({ data, event }) => {
      if (data[1] !== pbAdvType && data[1] !== networkType) return;
      if (seen.has(event)) return;
      seen.add(event);
      this.#events++;
    });
    const host = (name: string, place: number) =>
      nodeHost({
        clock,
        ecdhMilliseconds,
        random: new SeededRandom(`${seed} ${name}`),
        radio: this.air.attach({
          name,
          position: { x: place * distance, y: 0 },
          sets,
          ...(spacing && { spacing }),
        }),
      });
    this.provisioner = new Provisioner({
      host: host("provisioner", 0),
      uuid: uuid(0),
      companyId: 0xffff,
    });
    this.#hosts = Array.from({ length: nodes }, (_, i) => host(`node ${i + 1}`, i + 1));
    this.#nodes = this.#hosts.map((own, i) => startNode(own, i + 1, 1));
  }

  /** The node at a position, from 1 on. */
  node(place: number): Node {
    return this.#nodes[place - 1]!;
  }

  /** Gives the node at a position firmware with one more element. */
  update(place: number): void {
    const before = this.node(place);
    const elements = before.elements.length + 1;
    before.close();
    this.#nodes[place - 1] = startNode(this.#hosts[place - 1]!, place, elements);
  }

  /** Scans for and provisions the node at a position (from 1 on) through the node before it. */
  async provision(place: number): Promise<{ readonly entry: NodeEntry; readonly steps: Step[] }> {
    const { provisioner } = this;
    const wanted = uuid(place);
    const server = place === 1 ? undefined : this.entry(place - 1).address;
    const found = await this.#step("find", place, async () => {
      if (server === undefined) return provisioner.scanner.wait(wanted);
      for await (const device of provisioner.scan({ server, timeout: scanSeconds, limit: 1 }))
        return device;
      throw new Error(`node ${place} was not found`);
    });
    if (found.result.uuid[15] !== place) throw new Error(`another device than ${place} was found`);
    const taken = await this.#step("provision", place, () =>
      provisioner.provision({ uuid: wanted, ...(server !== undefined && { server }) }),
    );
    return { entry: taken.result, steps: [found.step, taken.step] };
  }

  /** Runs an NPPI procedure with the node at a position. */
  async refresh(place: number, kind: "key" | "address" | "composition"): Promise<Step> {
    const options =
      kind === "address"
        ? { address: "next" as const }
        : { compositionChanged: kind === "composition" };
    // An attempt whose last message was lost may have changed the node's address.
    const { step } = await this.#step(`${kind} refresh`, place, () =>
      this.provisioner.reprovision(this.entry(place).address, options),
    );
    return step;
  }

  /**
   * Errors in the network: nodes that differ from the provisioner's database, and addresses in
   * use by two nodes. Expected to be empty.
   */
  faults(): readonly string[] {
    const { nodes } = this.provisioner.database;
    const taken = new Set([this.provisioner.address]);
    return this.#nodes.flatMap((node, i) => {
      const known = nodes.filter((entry) => entry.uuid[15] === i + 1);
      const entry = known[0];
      if (!entry || known.length > 1) return [`node ${i + 1} is known ${known.length} times`];
      if (node.address !== entry.address)
        return [`node ${i + 1} has another address than is known`];
      const own = Array.from({ length: entry.elements }, (_, k) => entry.address + k);
      const double = own.filter((address) => taken.has(address));
      for (const address of own) taken.add(address);
      return double.map((address) => `address ${address} was given twice`);
    });
  }

  /** The provisioner's database entry of the node at a position. */
  entry(place: number): NodeEntry {
    const entry = this.provisioner.database.nodes.find((node) => node.uuid[15] === place);
    if (!entry) throw new Error(`node ${place} is not provisioned`);
    return entry;
  }

  close(): void {
    this.provisioner.close();
    for (const node of this.#nodes) node.close();
    this.air.close();
  }

  /** Advances virtual time until the promise settles; repeats the step if it rejects. */
  async #step<T>(
    name: string,
    hops: number,
    work: () => Promise<T>,
  ): Promise<{ readonly result: T; readonly step: Step }> {
    const begun = this.clock.now();
    const events = this.#events;
    for (let retries = 0; ; retries++) {
      const outcome = await this.#outcomeOf(work());
      if ("result" in outcome) {
        const milliseconds = this.clock.now() - begun;
        const step = { name, hops, milliseconds, events: this.#events - events, retries };
        return { result: outcome.result, step };
      }
      if (retries === tries - 1) throw outcome.error;
    }
  }

  async #outcomeOf<T>(
    promise: Promise<T>,
  ): Promise<{ readonly result: T } | { readonly error: Error }> {
    let outcome: { readonly result: T } | { readonly error: Error } | undefined;
    promise.then(
      (result) => (outcome = { result }),
      (error: unknown) => (outcome = { error: error as Error }),
    );
    await this.clock.run(() => outcome !== undefined);
    return outcome!;
  }
}

function startNode(host: Host, place: number, elements: number): Node {
  return new Node({
    host,
    uuid: uuid(place),
    companyId: 0xffff,
    settings: { relay: true },
    elements: Array.from({ length: elements }, (_, i) => ({
      models: [...(i === 0 ? [new RemoteProvisioningServer()] : []), new GenericOnOffServer()],
    })),
  });
}

function uuid(place: number): Uint8Array {
  const octets = new Uint8Array(16).fill(0x55);
  octets[15] = place;
  return octets;
}
