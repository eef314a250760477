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

/** Distances between two neighbours beyond which nothing is heard. */
const range = 1.5;
const ecdhMilliseconds = 200;
/** Seconds of one scan, and how often a step is tried. */
const scanSeconds = 10;
const tries = 4;

const pbAdvType = 0x29;
const networkType = 0x2a;

export interface CorridorOptions {
  readonly seed: number;
  /** Nodes beside the provisioner. */
  readonly nodes: number;
  /** Part of the packets that a receiver misses beside what the radio model loses, 0..1. */
  readonly loss: number;
  /** Default: the usual one. "ideal": nothing is lost, and 20 ms lie between two events of a station. */
  readonly air?: AirModel;
}

/** One step through the corridor. */
export interface Step {
  readonly name: string;
  /** Hops from the provisioner to the node that the step is about. */
  readonly hops: number;
  /** Simulated. */
  readonly milliseconds: number;
  /** Advertising events of PB-ADV and network PDUs, all stations. */
  readonly events: number;
  /** Attempts beyond the first. */
  readonly retries: number;
}

/**
 * A provisioner and nodes in a line, each hearing its
 * neighbours alone. All settings are the defaults; relays are on.
 */
export class Corridor {
  readonly clock = new VirtualClock();
  readonly air: VirtualAir;
  readonly provisioner: Provisioner;
  readonly #hosts: readonly Host[];
  readonly #nodes: Node[];
  #events = 0;

  constructor(options: CorridorOptions) {
    const { air: model = usualAir, loss, nodes, seed } = options;
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

  /** The node at a place, 1 and up. */
  node(place: number): Node {
    return this.#nodes[place - 1]!;
  }

  /** Gives the node at a place firmware with one more element. */
  update(place: number): void {
    const before = this.node(place);
    const elements = before.elements.length + 1;
    before.close();
    this.#nodes[place - 1] = startNode(this.#hosts[place - 1]!, place, elements);
  }

  /** Finds and provisions the node at a place, 1 and up, through the one before. */
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

  /** Refreshes the node at a place. */
  async refresh(place: number, kind: "key" | "address" | "composition"): Promise<Step> {
    const options =
      kind === "address"
        ? { address: "next" as const }
        : { compositionChanged: kind === "composition" };
    // A try whose end was not heard may have given it another address.
    const { step } = await this.#step(`${kind} refresh`, place, () =>
      this.provisioner.reprovision(this.entry(place).address, options),
    );
    return step;
  }

  /**
   * What is wrong with the network: nodes that are not what the provisioner
   * has stored, and addresses of two. Nothing, it is hoped.
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

  /** What the provisioner knows of the node at a place. */
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

  /** Lets time go on until the promise settles; tried again where it fails. */
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
