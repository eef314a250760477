import { remainder } from "../../../modules/access/fields.js";
import { message } from "../../../modules/access/message.js";
import { Model } from "../../../modules/access/model.js";
import { vendorModelId } from "../../../modules/access/model-id.js";
import type { Retransmission } from "../../../modules/network/settings.js";
import { KeyedMesh, type KeyedMeshOptions } from "../keyed-mesh.js";

/** A message with an opcode of one octet and any further octets; the answer has the same size. */
const Ask = message("Probe Ask", 0x10, { data: remainder });
const Answer = message("Probe Answer", 0x11, { data: remainder });

/** A model that sends requests, may answer them at once, and reports received messages. */
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

  /** Sends a request with an access payload of `octets` octets, opcode included. */
  ask(dst: number, octets: number): void {
    this.#send(Ask.encode({ data: new Uint8Array(octets - 1) }), dst);
  }

  #send(payload: Uint8Array, dst: number): void {
    this.services!.send(this, payload, { dst, appKeyIndex: 0, ttl: 127 });
  }
}

export interface ProbeMeshOptions extends Omit<KeyedMeshOptions<Probe>, "settings" | "model"> {
  readonly networkTransmit: Retransmission;
  readonly relayRetransmit: Retransmission;
  /** Whether all nodes are relays; default true. */
  readonly relay?: boolean;
}

/** Nodes with one probe model each. */
export class ProbeMesh extends KeyedMesh<Probe> {
  constructor(options: ProbeMeshOptions) {
    const { networkTransmit, relay = true, relayRetransmit } = options;
    super({
      ...options,
      settings: () => ({ networkTransmit, relay, relayRetransmit }),
      model: () => new Probe(),
    });
  }
}
