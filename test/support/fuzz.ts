import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import { NetworkPduCodec } from "../../tools/fuzz/network-pdu.js";
import { adStructure } from "../../tools/fuzz/octets.js";
import type { Mesh, MeshNode } from "./mesh.js";

/** Everything a node has dropped so far. */
export function dropped({ node }: Pick<MeshNode, "node">): number {
  return Object.values(node.diagnostics.drops()).reduce((a, b) => a + b, 0);
}

/** Sends transport PDUs under a NetKey, with any source address. */
export class Forger {
  readonly #codec = new NetworkPduCodec();
  readonly #keys: NetworkKeys;
  readonly #mesh: Mesh;
  seq = 0;

  constructor(mesh: Mesh, netKey: Uint8Array) {
    this.#mesh = mesh;
    this.#keys = new NetworkKeys({ crypto: mesh.crypto, key: netKey });
  }

  /** The transport PDUs of access messages from `src` to `dst` among recorded packets, each once, by the NetKey. */
  recorded(
    packets: readonly { readonly data: Uint8Array }[],
    { dst, src }: { readonly src: number; readonly dst: number },
  ): { readonly seq: number; readonly bytes: Uint8Array }[] {
    const fields = { ivIndex: 0, control: false, ttl: 0, seq: 0, src: 0, dst: 0 };
    const found = new Map<number, Uint8Array>();
    for (const { data } of packets) {
      if (data[1] !== 0x2a) continue;
      if (!this.#codec.open(this.#keys, 7, data, 2, data.length, fields)) continue;
      if (fields.control || fields.src !== src || fields.dst !== dst) continue;
      found.set(fields.seq, this.#codec.transport);
    }
    return Array.from(found, ([seq, bytes]) => ({ seq, bytes }));
  }

  /** One packet with a number of its own; the number. */
  send(pdu: {
    readonly src: number;
    readonly dst: number;
    readonly control: boolean;
    readonly bytes: Uint8Array;
    readonly ttl?: number;
    readonly ivIndex?: number;
  }): number {
    const seq = this.seq++;
    const fields = { ttl: 4, ivIndex: 7, ...pdu, seq };
    const sealed = this.#codec.seal(this.#keys, fields, pdu.bytes);
    this.#mesh.air.inject(-1, adStructure(0x2a, sealed));
    return seq;
  }
}
