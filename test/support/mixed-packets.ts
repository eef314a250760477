import { NodeCrypto } from "../../hosts/node/crypto.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { foreignNetKey, netKey, PacketMaker, receiverAddress } from "../../tools/bench/packets.js";

/** Packets of every kind that a node of tools/bench/firmware/receiver.ts may hear, in an order. */
export function mixedPackets(): Uint8Array[] {
  const crypto = new NodeCrypto({ clock: new VirtualClock() });
  const own = new PacketMaker(crypto, netKey());
  const foreign = new PacketMaker(crypto, foreignNetKey());
  const random = new SeededRandom(1);
  const list: Uint8Array[] = [];
  for (let seq = 1; seq <= 200; seq++) {
    const packet = own.packet(seq, 7);
    list.push(packet, packet, own.packet(seq, 6), foreign.packet(seq, 7));
    // To another node, with a copy; from an own address; to no address.
    const places = { seq, ttl: 4 + (seq % 3) };
    const other = own.acknowledged({ ...places, src: 0x0201, dst: 0x0300 });
    list.push(other, other, own.acknowledged({ ...places, ttl: 3, src: 0x0201, dst: 0x0300 }));
    list.push(own.acknowledged({ ...places, src: receiverAddress, dst: 0x0300 }));
    list.push(own.acknowledged({ ...places, dst: 0 }));
    const wrong = packet.slice();
    wrong[20]! ^= 1;
    list.push(wrong);
    // Types that nobody receives, network PDUs too short, lengths that do not fit, noise.
    list.push(Uint8Array.of(3, 0xff, seq, 1), Uint8Array.of(3, 0x2a, packet[2]!, 0));
    list.push(packet.slice(0, 5 + (seq % 20)), Uint8Array.of(0));
    // Beacons of another kind, of ours but wrong, of no kind.
    list.push(
      Uint8Array.of(3, 0x2b, 0, seq),
      Uint8Array.of(3, 0x2b, 1, seq),
      Uint8Array.of(1, 0x2b),
    );
    const noise = new Uint8Array(1 + (seq % 31));
    random.fill(noise);
    list.push(noise);
  }
  return list;
}
