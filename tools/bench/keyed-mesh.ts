import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { Model } from "../../modules/access/model.js";
import type { Trace } from "../../modules/host/trace.js";
import type { NetworkSettings } from "../../modules/network/settings.js";
import { Node } from "../../modules/node/node.js";
import { VirtualAir } from "../air/air.js";
import { untilSettled } from "../air/until-settled.js";
import { type ClientOptions, GattAir } from "../air/gatt/gatt-air.js";
import {
  type AirModel,
  type AirParameters,
  airParameters,
  neighbourDistance,
} from "../air/model.js";
import type { Position } from "../air/propagation.js";
import type { Station } from "../air/station.js";

/** The group to which all models are subscribed. */
export const group = 0xc000;

const netKey = new Uint8Array(16).fill(1);
const appKey = new Uint8Array(16).fill(2);

export interface KeyedMeshOptions<M extends Model> {
  readonly seed: number;
  readonly air: AirModel;
  readonly parameters?: Partial<AirParameters>;
  /** The position of each node; the node at index i has address i + 1. */
  readonly positions: readonly Position[];
  /** Metres beyond which no packet is received. */
  readonly range?: number;
  /** Number of advertising sets of each node. */
  readonly sets: number;
  readonly settings: (place: number) => Partial<NetworkSettings>;
  /** Creates the model of the node at an index; it is bound to AppKey 0. */
  readonly model: (place: number) => M;
  /** Whether the node at an index is a GATT proxy. Default: none is. */
  readonly isProxy?: (place: number) => boolean;
}

/** A node that reaches the network through GATT proxies alone. */
export interface PhoneOptions<M extends Model> {
  readonly name: string;
  /** Unicast address, which no other node has. */
  readonly address: number;
  readonly position: Position;
  /** Milliseconds between connection events. */
  readonly interval: number;
  /** Whether it refuses the connection interval that a proxy asks for. Default false. */
  readonly keepsInterval?: boolean;
  readonly model: M;
  /** Called with each event of the node. */
  readonly trace?: Trace;
}

/** Nodes that have their keys without provisioning, on an air in virtual time. */
export class KeyedMesh<M extends Model> {
  readonly clock = new VirtualClock();
  readonly air: VirtualAir;
  readonly models: readonly M[];
  readonly nodes: readonly Node[];
  readonly #seed: number;
  readonly #gatt: GattAir;

  constructor(options: KeyedMeshOptions<M>) {
    const { air: model, parameters, positions, range, seed, sets } = options;
    const { clock } = this;
    this.#seed = seed;
    this.air = new VirtualAir({
      clock,
      seed,
      model,
      ...parameters,
      ...(range !== undefined && { range }),
    });
    this.#gatt = new GattAir(this.air);
    this.models = positions.map((_, place) => options.model(place));
    this.nodes = positions.map((position, place) => {
      const name = `node ${place + 1}`;
      const radio = this.air.attach({ name, position, sets });
      if (options.isProxy?.(place)) this.#gatt.server(radio);
      const random = new SeededRandom(`${seed} ${name}`);
      const node = new Node({
        host: nodeHost({ clock, radio, random }),
        companyId: 0xffff,
        provisionable: false,
        settings: { beacon: false, ...options.settings(place) },
        elements: [{ models: [this.models[place]!] }],
      });
      join(node, place + 1, this.models[place]!);
      return node;
    });
  }

  /** Adds a station with a GATT client, without a node. */
  client(name: string, position: Position, options: ClientOptions = {}): Station {
    const station = this.air.attach({ name, position });
    this.#gatt.client(station, options);
    return station;
  }

  /** Adds a node without advertising, whose radio has a GATT client; it is not connected yet. */
  phone(options: PhoneOptions<M>): Node {
    const { address, interval, keepsInterval = false, model, name, position, trace } = options;
    const radio = this.client(name, position, { interval, keepsParameters: keepsInterval });
    const random = new SeededRandom(`${this.#seed} ${name}`);
    const node = new Node({
      host: nodeHost({ clock: this.clock, radio, random, ...(trace && { trace }) }),
      companyId: 0xffff,
      provisionable: false,
      advertising: false,
      settings: { beacon: false },
      elements: [{ models: [model] }],
    });
    join(node, address, model);
    return node;
  }

  /** Lets virtual time pass until a promise settles; rejects with Error after ten minutes. */
  during<T>(work: Promise<T>): Promise<T> {
    return untilSettled(this.clock, work);
  }

  close(): void {
    for (const node of this.nodes) node.close();
    this.air.close();
  }
}

function join(node: Node, address: number, model: Model): void {
  const deviceKey = new Uint8Array(16).fill(address & 0xff);
  node.provision({ netKey, deviceKey, netKeyIndex: 0, ivIndex: 0, address });
  const network = node.network!;
  network.applicationKeys.add(0, 0, appKey);
  model.configuration = { bindings: [0], publication: undefined };
  model.subscriptionList.entries = [{ address: group, label: undefined }];
  network.saveModel(model);
}

/** Range of a station, as a multiple of the distance between neighbours. */
const range = 1.5;

/**
 * Positions in a line in which only neighbours receive each other, on an air with these
 * parameters.
 */
export function line(
  count: number,
  air: AirModel,
  parameters?: Partial<AirParameters>,
): { readonly positions: readonly Position[]; readonly range: number } {
  const distance = neighbourDistance(airParameters(air, parameters));
  const positions = Array.from({ length: count }, (_, i) => ({ x: i * distance, y: 0 }));
  return { positions, range: range * distance };
}
