import { AdType } from "../../modules/bearer/ad-type.js";
import type { Draw } from "./draw.js";

/** An AD structure of a type with these octets, as a radio receives it. */
export function adStructure(type: number, payload: Uint8Array): Uint8Array {
  return Uint8Array.from([payload.length + 1, type, ...payload]);
}

const types = [AdType.provisioning, AdType.networkPdu, AdType.beacon];

/**
 * Octets that could be received: random ones, or a known packet that is cut, extended or changed.
 */
export function mutated(draw: Draw, known: readonly Uint8Array[]): Uint8Array {
  const packet = known.length > 0 ? known[draw.below(known.length)]!.slice() : draw.bytes(20);
  switch (draw.below(6)) {
    case 0:
      return draw.bytes(1 + draw.below(40));
    case 1:
      return packet.slice(0, 1 + draw.below(packet.length));
    case 2: {
      const longer = Uint8Array.from([...packet, ...draw.bytes(1 + draw.below(10))]);
      if (draw.below(2) === 0) longer[0] = longer.length - 1;
      return longer;
    }
    case 3:
      // A structure with a valid length and random content.
      return adStructure(types[draw.below(3)]!, draw.bytes(1 + draw.below(29)));
    default:
      for (let i = draw.below(4); i >= 0; i--)
        packet[2 + draw.below(Math.max(packet.length - 2, 1))]! ^= 1 << draw.below(8);
      return packet;
  }
}
