import { ClearPdu, NonceType } from "../../modules/host/network-cipher.js";
import { OnDemandPrivateProxyServer } from "../../modules/foundation/on-demand-private-proxy/server.js";
import { PrivateBeaconServer } from "../../modules/foundation/private-beacon/server.js";
import { SolicitationPduRplServer } from "../../modules/foundation/solicitation-pdu-rpl/server.js";
import type { NetworkKeys } from "../../modules/crypto/network-keys.js";
import { putClear } from "../../modules/network/clear-pdu.js";
import { AesNetworkCipher } from "../../modules/network/network-cipher.js";
import type { Model } from "../../modules/access/model.js";
import type { MeshNode } from "./mesh.js";
import { ProxyRig } from "./proxy-rig.js";
import type { TestStore } from "./records.js";

export interface SolicitationFields {
  readonly control?: boolean;
  readonly ttl?: number;
  readonly seq?: number;
  readonly src?: number;
  readonly dst?: number;
  readonly ivIndex?: number;
  readonly nonce?: NonceType;
}

/** The advertisement of a Solicitation PDU, from the definition of its octets. */
export function solicitationAdvertisement(
  keys: NetworkKeys,
  fields: SolicitationFields = {},
): Uint8Array {
  const { control = true, dst = 0, ivIndex = 0, seq = 0, src = 0x0700, ttl = 0 } = fields;
  const { nonce = NonceType.proxySolicitation } = fields;
  const cipher = new AesNetworkCipher();
  cipher.setKeys([keys]);
  const clear = new Uint8Array(ClearPdu.size);
  putClear(clear, { control, ttl, seq, src, dst, bytes: new Uint8Array(0) });
  const pdu = new Uint8Array(29);
  const length = control ? 8 : 12;
  const shortest = nonce === NonceType.proxySolicitation ? length : Math.max(length, 9);
  const size = cipher.seal(nonce, 0, ivIndex, clear, shortest, pdu);
  const data = [0x59, 0x18, 0, ...pdu.subarray(0, size)];
  return Uint8Array.of(2, 1, 6, 3, 3, 0x59, 0x18, 1 + data.length, 0x16, ...data);
}

/** A node that reacts to solicitations for 10 s, with its GATT Proxy off. */
export class SolicitationRig extends ProxyRig {
  readonly proxy: MeshNode;

  constructor(models: readonly Model[] = [], store?: TestStore, replayList?: number) {
    super();
    this.proxy = this.mesh.node(
      0x0100,
      [
        {
          models: [
            new PrivateBeaconServer(),
            new OnDemandPrivateProxyServer({ ...(replayList !== undefined && { replayList }) }),
            new SolicitationPduRplServer(),
            ...models,
          ],
        },
      ],
      { ...(store && { store }) },
    );
    this.states.gattProxy = false;
    this.states.onDemand = 10;
  }

  get states() {
    return this.proxy.node.network!.proxyStates!;
  }

  /** Solicits; whether the node advertises then, and why it has dropped the PDU. */
  async solicit(advertisement: Uint8Array): Promise<string> {
    const { diagnostics } = this.proxy.node;
    const before = diagnostics.drops();
    // By a timer, as every packet comes: on XS the stack is that of a radio's call.
    this.mesh.clock.schedule(() => this.mesh.air.inject(-1, advertisement), 1);
    await this.mesh.clock.run(11);
    const dropped = Object.entries(diagnostics.drops())
      .filter(([reason, count]) => count > (before[reason] ?? 0))
      .map(([reason]) => reason)
      .filter((reason) => reason.startsWith("solicitation.") || reason.startsWith("bearer."));
    const shown = this.advertised(this.proxy) ? ["advertises"] : [];
    return [...shown, ...dropped].join(" ");
  }

  /** Ends what the node advertises, as a connection does. */
  connected(): void {
    this.states.connected();
  }
}
