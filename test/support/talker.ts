import { remainder } from "../../modules/access/fields.js";
import { message } from "../../modules/access/message.js";
import {
  type MessageContext,
  Model,
  type PublicationTurn,
  type SendOptions,
} from "../../modules/access/model.js";
import { vendorModelId } from "../../modules/access/model-id.js";
import type { Subscription } from "../../modules/access/model-configuration.js";
import { appKey, type Mesh, type MeshNode } from "./mesh.js";

/** Octets behind an opcode of one octet. */
export const Octets = message("Octets", 0x10, { data: remainder });

/** Sends any octets, and keeps what others sent. */
export class Talker extends Model {
  readonly heard: { readonly data: Uint8Array; readonly context: MessageContext }[] = [];

  constructor() {
    super(vendorModelId(0x1234, 9));
    this.on(Octets, ({ data }, context) => this.heard.push({ data, context }));
  }

  /** Sends `length` octets of access payload, at least 1, which `seed` tells from others. */
  say(length: number, seed: number, options: SendOptions): Uint8Array {
    const data = new Uint8Array(length - 1).map((_, i) => seed + 7 * i);
    this.services!.send(this, Octets.encode({ data }), { appKeyIndex: 0, ...options });
    return data;
  }

  /** What its periodic publications carry; undefined: nothing. */
  published: Uint8Array | undefined;

  override publicationPayload(turn: PublicationTurn): Uint8Array | undefined {
    void turn;
    return this.published && Octets.encode({ data: this.published });
  }

  /** Publishes octets behind the opcode. */
  publishOctets(data: Uint8Array): boolean {
    return this.services!.publish(this, Octets.encode({ data }));
  }
}

/** A node with a talker that is bound to AppKey 0. */
export function talkingNode(
  mesh: Mesh,
  address: number,
  subscriptions: readonly Subscription[] = [],
  options: Parameters<Mesh["node"]>[2] = {},
): MeshNode & { readonly talker: Talker } {
  const talker = new Talker();
  const station = mesh.node(address, [{ models: [talker] }], options);
  const network = station.node.network!;
  network.applicationKeys.add(0, 0, appKey);
  talker.configuration = { bindings: [0], publication: undefined };
  talker.subscriptionList.entries = subscriptions;
  network.saveModel(talker);
  return { ...station, talker };
}
