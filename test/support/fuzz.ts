import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import { NetworkPduCodec } from "./network-pdu.js";
import type { Mesh, MeshNode } from "./mesh.js";
import type { TestRandom } from "./test-random.js";

/** An AD structure of a type with these octets, as a radio hears it. */
export function adStructure(type: number, payload: Uint8Array): Uint8Array {
  return Uint8Array.from([payload.length + 1, type, ...payload]);
}

/** Octets as an air could bring them: random, or a known packet cut, lengthened or changed. */
export function mutated(random: TestRandom, known: readonly Uint8Array[]): Uint8Array {
  const packet = known.length > 0 ? known[random.below(known.length)]!.slice() : random.bytes(20);
  switch (random.below(6)) {
    case 0:
      return random.bytes(1 + random.below(40));
    case 1:
      return packet.slice(0, 1 + random.below(packet.length));
    case 2: {
      const longer = Uint8Array.from([...packet, ...random.bytes(1 + random.below(10))]);
      if (random.below(2) === 0) longer[0] = longer.length - 1;
      return longer;
    }
    case 3: {
      // A structure whose length is right and whose content is not.
      const types = [0x29, 0x2a, 0x2b];
      return adStructure(types[random.below(3)]!, random.bytes(1 + random.below(29)));
    }
    default:
      for (let i = random.below(4); i >= 0; i--)
        packet[2 + random.below(Math.max(packet.length - 2, 1))]! ^= 1 << random.below(8);
      return packet;
  }
}

/** Everything a node has dropped so far. */
export function dropped({ node }: Pick<MeshNode, "node">): number {
  return Object.values(node.diagnostics.drops()).reduce((a, b) => a + b, 0);
}

/** Sends transport PDUs under a NetKey, whoever they are said to be from. */
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
