import { nodeHost } from "../../../hosts/node/host.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { remainder } from "../../../modules/access/fields.js";
import { message } from "../../../modules/access/message.js";
import { Model } from "../../../modules/access/model.js";
import { vendorModelId } from "../../../modules/access/model-id.js";
import type { NetworkSettings, Retransmission } from "../../../modules/network/settings.js";
import { Node } from "../../../modules/node/node.js";
import { VirtualAir } from "../../air/air.js";
import type { AirModel, AirParameters } from "../../air/model.js";
import type { Position } from "../../air/propagation.js";
import type { StationOptions } from "../../air/station.js";

/** All probes listen to it. */
export const group = 0xc000;

/** An opcode of one octet with any octets behind it, and an answer of the same size. */
const Ask = message("Probe Ask", 0x10, { data: remainder });
const Answer = message("Probe Answer", 0x11, { data: remainder });

const netKey = new Uint8Array(16).fill(1);
const appKey = new Uint8Array(16).fill(2);

/** Sends, answers at once where it is to, and tells what it hears. */
export class Probe extends Model {
  onAsk: (src: number) => void = () => undefined;
  onAnswer: (src: number) => void = () => undefined;
  answers = false;

  constructor() {
    super(vendorModelId(0xffff, 1));
    this.on(Ask, ({ data }, { src }) => {
      this.onAsk(src);
      if (this.answers) this.#send(Answer.encode({ data }), src);
    });
    this.on(Answer, (_, { src }) => this.onAnswer(src));
  }

  /** Asks with `octets` octets of access payload, the opcode among them. */
  ask(dst: number, octets: number): void {
    this.#send(Ask.encode({ data: new Uint8Array(octets - 1) }), dst);
  }

  #send(payload: Uint8Array, dst: number): void {
    this.services!.send(this, payload, { dst, appKeyIndex: 0, ttl: 127 });
  }
}

export interface ProbeMeshOptions {
  readonly seed: number;
  readonly air: AirModel;
  readonly parameters?: Partial<AirParameters>;
  /** One node at each; address i + 1. */
  readonly positions: readonly Position[];
  /** Metres beyond which nothing is heard. */
  readonly range?: number;
  readonly sets: number;
  readonly networkTransmit: Retransmission;
  readonly relayRetransmit: Retransmission;
  readonly relay?: boolean;
  readonly spacing?: StationOptions["spacing"];
}

/** Nodes that were given their keys, each with a probe, on an air in virtual time. */
export class ProbeMesh {
  readonly clock = new VirtualClock();
  readonly air: VirtualAir;
  readonly probes: readonly Probe[];
  readonly nodes: readonly Node[];

  constructor(options: ProbeMeshOptions) {
    const { air: model, parameters, positions, range, seed, sets, spacing } = options;
    const { clock } = this;
    this.air = new VirtualAir({
      clock,
      seed,
      model,
      ...parameters,
      ...(range !== undefined && { range }),
    });
    const settings: Partial<NetworkSettings> = {
      beacon: false,
      relay: options.relay ?? true,
      networkTransmit: options.networkTransmit,
      relayRetransmit: options.relayRetransmit,
    };
    this.probes = positions.map(() => new Probe());
    this.nodes = positions.map((position, i) => {
      const name = `node ${i + 1}`;
      const radio = this.air.attach({ name, position, sets, ...(spacing && { spacing }) });
      const random = new SeededRandom(`${seed} ${name}`);
      return probeNode(
        new Node({
          host: nodeHost({ clock, radio, random }),
          companyId: 0xffff,
          provisionable: false,
          settings,
          elements: [{ models: [this.probes[i]!] }],
        }),
        i + 1,
        this.probes[i]!,
      );
    });
  }

  close(): void {
    for (const node of this.nodes) node.close();
    this.air.close();
  }
}

function probeNode(node: Node, address: number, probe: Probe): Node {
  node.provision({ netKey, deviceKey: netKey, netKeyIndex: 0, ivIndex: 0, address });
  const network = node.network!;
  network.applicationKeys.add(0, 0, appKey);
  probe.configuration = { bindings: [0], publication: undefined };
  probe.subscriptionList.entries = [{ address: group, label: undefined }];
  network.saveModel(probe);
  return node;
}

/** Places in a line, `metres` apart. */
export function line(count: number, metres: number): Position[] {
  return Array.from({ length: count }, (_, i) => ({ x: i * metres, y: 0 }));
}
