import test from "ava";
import type { Program } from "../../../hosts/xs/engine.js";
import { encodeSegment } from "../../../modules/transport/lower-transport-pdu.js";
import {
  accessPdu,
  type AccessPacket,
  advertisement,
  segmentedPdu,
} from "../../support/access-packets.js";
import { receiveProgram, sameOnAllPaths, type Scene } from "../../support/receive-runs.js";
import type { TestRandom } from "../../support/test-random.js";
import { nodeAddress, ProbeText, type ReceiveChange, startKeys } from "./firmware/receive.js";
import { start } from "./firmware/segments.js";

const packets = 5000;
/** More than there is room for messages of. */
const sources = [0x0200, 0x0201, 0x0202, 0x0203, 0x0204, 0x0205, 0x0206, 0x0300];
const destinations = [nodeAddress, nodeAddress, nodeAddress + 1, 0xc000, 0xffff];
/** Keys of the node, and one that it never has. */
const appKeys = [startKeys.appKeys[0], startKeys.appKeys[0], startKeys.appKeys[1], 99];

/** Timers that become due earlier than they were, repeated acknowledgments, packets to be relayed. */
const changes: Readonly<Record<number, ReceiveChange>> = {
  0: { subscriptions: [{ address: 0xc000 }] },
  500: { sarReceiver: { acknowledgmentRetransmissionsCount: 2, segmentsThreshold: 1 } },
  900: { relay: true },
  1200: { sarReceiver: { acknowledgmentDelayIncrement: 7, discardTimeout: 3 } },
  1600: { sarReceiver: { receiverSegmentIntervalStep: 0, discardTimeout: 0 } },
  2000: { subscriptions: [] },
  2400: { subscriptions: [{ address: 0xc000 }], sarReceiver: { acknowledgmentDelayIncrement: 0 } },
  2800: { relay: false, sarReceiver: {} },
};

function pick<T>(random: TestRandom, list: readonly T[]): T {
  return list[random.below(list.length)]!;
}

/** A segmented message that is being sent. */
interface Sent extends AccessPacket {
  readonly longMic: boolean;
  readonly upper: Uint8Array;
  readonly type: number;
  readonly segN: number;
  /** Segments that are still to be sent for the first time, in any order. */
  readonly missing: number[];
}

/** Senders whose messages are interleaved: segments missing, repeated, changed, replayed. */
class Senders {
  readonly #random: TestRandom;
  readonly #seqs = new Map<number, number>();
  readonly #sent: Sent[] = [];
  readonly #before: Uint8Array[] = [];
  /** One whose segments come at once. */
  #latest: Sent | undefined;
  /** The packets of a long message, which nothing comes between. */
  readonly #burst: Uint8Array[] = [];

  constructor(random: TestRandom) {
    this.#random = random;
  }

  next(): Uint8Array {
    const random = this.#random;
    if (this.#burst.length > 0) return this.#burst.shift()!;
    if (random.below(300) === 0) this.#makeBurst();
    const kind = random.below(40);
    const packet =
      kind < 2 && this.#before.length > 0
        ? pick(random, this.#before)
        : kind < 5
          ? this.#unsegmented()
          : this.#segment(kind < 10 || this.#sent.length === 0 ? this.#begin() : this.#underWay());
    this.#before.push(packet);
    if (this.#before.length > 30) this.#before.shift();
    return packet;
  }

  #fields(): AccessPacket {
    const random = this.#random;
    const device = random.below(4) === 0;
    const src = pick(random, sources);
    return {
      netKey: random.below(8) === 0 ? 9 : startKeys.netKeys[0],
      key: device ? startKeys.device : pick(random, appKeys),
      device,
      src,
      dst: device ? nodeAddress + 1 : pick(random, destinations),
      ttl: random.below(4),
      seq: this.#number(src),
      ivIndex: 0,
      payload: ProbeText.encode({ octets: random.bytes(random.below(8)) }),
    };
  }

  #number(src: number): number {
    const random = this.#random;
    const last = this.#seqs.get(src) ?? random.below(100);
    // At times so far away that SeqZero stands for another number.
    const seq = last + (random.below(200) === 0 ? 0x2000 : 1 + random.below(3));
    this.#seqs.set(src, seq);
    return seq;
  }

  #unsegmented(): Uint8Array {
    const packet = this.#fields();
    return advertisement(packet, accessPdu(packet));
  }

  #makeBurst(): void {
    const random = this.#random;
    const [key] = startKeys.appKeys;
    const octets = random.bytes(360 - random.below(50));
    const payload = ProbeText.encode({ octets });
    const fields = { ...this.#fields(), netKey: startKeys.netKeys[0], key, device: false, payload };
    const packet = { ...fields, dst: nodeAddress, longMic: true };
    const { type, upper } = segmentedPdu(packet);
    const segN = Math.ceil(upper.length / 12) - 1;
    const left = Array.from({ length: segN + 1 }, (_, segO) => segO);
    while (left.length > 0) {
      const [segO] = left.splice(random.below(left.length), 1) as [number];
      const header = { type, longMic: true, seqZero: packet.seq & 0x1fff, segO, segN };
      const end = Math.min(upper.length, segO * 12 + 12);
      const bytes = encodeSegment(header, upper, segO * 12, end);
      const seq = segO === 0 ? packet.seq : this.#number(packet.src);
      this.#burst.push(advertisement({ ...packet, seq }, bytes));
    }
  }

  #begin(): Sent {
    const random = this.#random;
    const octets = random.below(6) === 0 ? 70 + random.below(200) : random.below(70);
    const payload = ProbeText.encode({ octets: random.bytes(octets) });
    const longMic = random.below(3) === 0;
    const fields = { ...this.#fields(), netKey: startKeys.netKeys[0], payload, longMic };
    const { type, upper } = segmentedPdu(fields);
    // The TransMIC of some is wrong.
    if (octets <= 70 && random.below(5) === 0) upper[random.below(upper.length)]! ^= 1;
    const segN = Math.ceil(upper.length / 12) - 1;
    const missing = Array.from({ length: segN + 1 }, (_, segO) => segO);
    const sent = { ...fields, upper, type, segN, missing };
    const latest = this.#latest;
    if (latest === undefined || latest.missing.length === 0) this.#latest = sent;
    this.#sent.push(sent);
    if (this.#sent.length > 14) this.#sent.splice(random.below(this.#sent.length), 1);
    return sent;
  }

  /** One of the latest: of four, three that are not complete. */
  #underWay(): Sent {
    const latest = this.#latest;
    if (latest && latest.missing.length > 0 && this.#random.below(4) > 0) return latest;
    const open = this.#sent.filter(({ missing }) => missing.length > 0);
    return pick(this.#random, open.length > 0 && this.#random.below(4) > 0 ? open : this.#sent);
  }

  #segment(sent: Sent): Uint8Array {
    const random = this.#random;
    const { longMic, missing, segN, src, type, upper } = sent;
    let segO = random.below(segN + 1);
    if (missing.length > 0 && random.below(5) > 0)
      segO = missing.splice(random.below(3) === 0 ? random.below(missing.length) : 0, 1)[0]!;
    const header = { type, longMic, seqZero: sent.seq & 0x1fff, segO, segN };
    const kind = random.below(30);
    if (kind === 0) header.type ^= 1 << random.below(7);
    else if (kind === 1) header.longMic = !longMic;
    else if (kind === 2) header.segO = random.below(32);
    else if (kind === 3) header.segN = random.below(32);
    else if (kind === 4) header.seqZero = random.below(0x2000);
    const start = segO * 12;
    const end = Math.min(start + 12, upper.length);
    const cut = kind === 5 ? random.below(end - start) : 0;
    const bytes = encodeSegment(header, upper, start, end - cut);
    const fresh = random.below(20) > 0;
    const seq = fresh ? this.#number(src) : Math.max(0, sent.seq - random.below(5));
    const control = random.below(40) === 0 && bytes.length <= 12;
    // What came changed is sent again.
    if ((kind < 6 || !fresh || control) && !missing.includes(segO)) missing.push(segO);
    return advertisement({ ...sent, seq }, bytes, control);
  }
}

/** Segments come quickly, with pauses in which acknowledgments are sent, or all is discarded. */
function pause(random: TestRandom): number {
  const kind = random.below(200);
  return kind === 0 ? random.below(15_000) : kind < 20 ? random.below(300) : random.below(40);
}

function sceneOf(seed: number): Scene {
  const maker = (random: TestRandom) => {
    const senders = new Senders(random);
    return () => senders.next();
  };
  return { start, seed, packets, changes, maker, pause };
}

let program: Program;
test.before(async () => {
  program = await receiveProgram("segments");
});
test.after.always(() => program.close());

const counted = [
  ...["network.replay", "network.cached", "transport.decrypt", "transport.no-key"],
  ...["transport.segment-header", "transport.segment-mismatch", "transport.old-sequence"],
  ...["transport.no-room", "transport.discard-timeout"],
];

for (const seed of [1, 2, 3, 4])
  test(`segments taken in C make the messages that JavaScript makes of them, acknowledged at the same times, seed ${seed}`, (t) => {
    const inC = sameOnAllPaths(t, program, sceneOf(seed));
    t.true(inC.heard.length > packets / 40, "models get messages");
    t.true(
      inC.heard.some((line) => line.length > 600),
      "long ones, too",
    );
    for (const reason of counted) t.true(inC.drops[reason]! > 5, `${reason}: ${inC.drops[reason]}`);
  });
