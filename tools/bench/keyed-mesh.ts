import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { Model } from "../../modules/access/model.js";
import type { NetworkSettings } from "../../modules/network/settings.js";
import { Node } from "../../modules/node/node.js";
import { VirtualAir } from "../air/air.js";
import {
  type AirModel,
  type AirParameters,
  airParameters,
  neighbourDistance,
} from "../air/model.js";
import type { Position } from "../air/propagation.js";

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
}

/** Nodes that have their keys without provisioning, on an air in virtual time. */
export class KeyedMesh<M extends Model> {
  readonly clock = new VirtualClock();
  readonly air: VirtualAir;
  readonly models: readonly M[];
  readonly nodes: readonly Node[];

  constructor(options: KeyedMeshOptions<M>) {
    const { air: model, parameters, positions, range, seed, sets } = options;
    const { clock } = this;
    this.air = new VirtualAir({
      clock,
      seed,
      model,
      ...parameters,
      ...(range !== undefined && { range }),
    });
    this.models = positions.map((_, place) => options.model(place));
    this.nodes = positions.map((position, place) => {
      const name = `node ${place + 1}`;
      const radio = this.air.attach({ name, position, sets });
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
