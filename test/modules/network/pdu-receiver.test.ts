import test from "ava";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import { ClearPdu, type NetworkCipher, NonceType } from "../../../modules/host/network-cipher.js";
import {
  type NetworkReceiver,
  type ReceivedFields,
  ReceiverVerdict,
} from "../../../modules/host/network-receiver.js";
import { AesNetworkCipher } from "../../../modules/network/network-cipher.js";
import { PduReceiver } from "../../../modules/network/pdu-receiver.js";
import { providers } from "../../support/crypto.js";
import { TestRandom } from "../../support/test-random.js";

const options = {
  address: 0x0100,
  elements: 2,
  cacheSize: 16,
  settings: { relay: true, relayRetransmit: { transmissions: 3, interval: 20 } },
};
const addresses = [0, 0x0100, 0x0101, 0x0102, 0x0200, 0x7fff, 0x8000, 0xc000, 0xffff];

function fields(): ReceivedFields {
  return { ivIndex: 0, control: false, ttl: 0, seq: 0, src: 0, dst: 0, end: 0, relayed: false };
}

for (const { name, crypto } of providers) {
  const keys = [1, 2].map((octet) => {
    return new NetworkKeys({ crypto, key: new Uint8Array(16).fill(octet) });
  });

  /** A PDU of few sources and numbers, so that many are copies; some are changed or cut. */
  const makePdu = (random: TestRandom, ivIndex: number): Uint8Array => {
    const pick = (count: number): number => random.next() % count;
    const sealing = new AesNetworkCipher();
    sealing.setKeys(keys);
    const control = pick(4) === 0;
    const clear = new Uint8Array(ClearPdu.transport + 1 + pick(control ? 12 : 16));
    random.fill(clear);
    clear[ClearPdu.controlTtl] = (control ? 0x80 : 0) | pick(4);
    clear.set([0, 0, pick(6)], ClearPdu.seq);
    for (const place of [ClearPdu.src, ClearPdu.dst]) {
      const address = addresses[pick(addresses.length)]!;
      clear.set([address >> 8, address & 0xff], place);
    }
    clear.fill(pick(2), ClearPdu.transport);
    const room = new Uint8Array(29);
    const used = Math.max(0, ivIndex - pick(2));
    const end = sealing.seal(NonceType.network, pick(2), used, clear, clear.length, room);
    const pdu = room.slice(0, pick(16) === 0 ? 1 + pick(end) : end);
    if (pick(16) === 0) pdu[pick(pdu.length)]! ^= 1 << pick(8);
    return pdu;
  };

  test(`each verdict, and the fields of what is received, ${name}`, (t) => {
    const cipher = new AesNetworkCipher();
    cipher.setKeys(keys);
    const receiver = new PduReceiver(cipher, options);
    receiver.setIvIndex(0);
    const clear = new Uint8Array(ClearPdu.size);
    const take = (
      changes: { src?: number; dst?: number; seq?: number; ttl?: number },
      ivIndex = 0,
    ) => {
      const { src = 0x0200, dst = 0xc000, seq = 9, ttl = 5 } = changes;
      const plain = Uint8Array.of(ttl, 0, 0, seq, src >> 8, src & 0xff, dst >> 8, dst & 0xff, 1, 2);
      const pdu = new Uint8Array(29);
      const end = cipher.seal(NonceType.network, 1, ivIndex, plain, plain.length, pdu);
      const got = fields();
      return { verdict: receiver.receive(pdu, 0, end, clear, got), got };
    };
    const { address, cached, length, own, unknownNid, wrong } = ReceiverVerdict;
    t.deepEqual(take({}), {
      verdict: 1,
      got: { ...fields(), ttl: 5, seq: 9, src: 0x0200, dst: 0xc000, end: 10 },
    });
    t.is(take({ ttl: 4 }).verdict, cached);
    t.is(take({ seq: 10, ttl: 4 }).verdict, 1);
    t.is(take({ src: 0x0101 }).verdict, own);
    t.is(take({ src: 0xc000 }).verdict, address);
    t.is(take({ dst: 0 }).verdict, address);
    t.is(take({}, 1).verdict, wrong);
    receiver.setIvIndex(2);
    t.is(take({}, 1).got.ivIndex, 1);
    t.is(receiver.receive(new Uint8Array(13), 0, 13, clear, fields()), length);
    t.is(receiver.receive(new Uint8Array(14), 0, 14, clear, fields()), unknownNid);
  });

  // On each path: a radio's C does not look at NetMIC of a PDU that the cache has.
  const paths: [string, () => NetworkReceiver][] = [
    ["in TypeScript", () => new PduReceiver(openingCipher(new AesNetworkCipher()), options)],
  ];
  const openingCipher = <Cipher extends NetworkCipher>(cipher: Cipher): Cipher => {
    cipher.setKeys(keys);
    return cipher;
  };
  const own = crypto.networkCipher?.bind(crypto);
  if (own?.().receiver) paths.push(["in C", () => openingCipher(own()).receiver!(options)]);
  for (const [path, makeReceiver] of paths)
    test(`copies of a message that are forged are copies, ${path}, ${name}`, (t) => {
      const receiver = makeReceiver();
      const sealing = openingCipher(new AesNetworkCipher());
      const clear = new Uint8Array(ClearPdu.size);
      // Octets of transport PDU on both sides of a block's end, which is after 14 of them. With a
      // single one, all of NetMIC is in the Privacy Random.
      for (const octets of [2, 3, 12, 13, 14, 15, 16]) {
        const plain = new Uint8Array(ClearPdu.transport + octets).fill(7);
        plain.set([5, 0, 0, octets, 2, 0, 0xc0, 0]);
        const pdu = new Uint8Array(29);
        const seal = (changes: Record<number, number>): number =>
          sealing.seal(
            NonceType.network,
            1,
            3,
            Uint8Array.from(plain, (octet, i) => changes[i] ?? octet),
            plain.length,
            pdu,
          );
        const take = (changes: Record<number, number>, flipped?: number): number => {
          const end = seal(changes);
          if (flipped !== undefined) pdu[(flipped + end) % end]! ^= 1;
          return receiver.receive(pdu, 0, end, clear, got);
        };
        const got = fields();
        receiver.setIvIndex(3);
        const { cached, wrong } = ReceiverVerdict;
        const last = plain.length - 1;
        t.is(take({}, -1), wrong, "no copy is known");
        t.is(take({}), 1);
        t.is(take({ 0: 4 }), cached, "another TTL");
        t.is(take({ 0: 3 }, -1), cached, "another TTL, and a wrong NetMIC");
        t.is(take({ [ClearPdu.dst]: 0xc1 }, -1), cached, "another DST, and a wrong NetMIC");
        const there = { ivIndex: 3, seq: octets, src: 0x0200, dst: 0xc100, end: last + 1, ttl: 5 };
        t.deepEqual(got, { ...fields(), ...there });
        t.is(take({}, 1 + ClearPdu.dst), wrong, "another Privacy Random");
        t.is(take({ [last]: 8 }, -1), wrong, "another last octet, and a wrong NetMIC");
        t.is(take({ [ClearPdu.seq + 1]: 1 }, -1), wrong, "another SEQ, and a wrong NetMIC");
        t.is(take({ [ClearPdu.dst]: 0, [ClearPdu.dst + 1]: 0 }, -1), wrong, "no DST");
        t.is(take({ [ClearPdu.src]: 3 }, -1), wrong, "another SRC");
        receiver.setIvIndex(5);
        t.is(take({}), wrong, "another IV Index");
      }
    });

  // An own receiver is compared with TypeScript's, packet by packet.
  const make = crypto.networkCipher?.bind(crypto);
  if (make && make().receiver)
    test(`the provider's receiver does what that in TypeScript does, ${name}`, (t) => {
      const cipher = make();
      cipher.setKeys(keys);
      const reference = new AesNetworkCipher();
      reference.setKeys(keys);
      const native = cipher.receiver!(options);
      const inTypeScript = new PduReceiver(reference, options);
      const random = new TestRandom(3);
      const clears = [new Uint8Array(ClearPdu.size), new Uint8Array(ClearPdu.size)] as const;
      const kept = [fields(), fields()] as const;
      const verdicts = new Map<number, number>();
      for (let i = 0; i < 3000; i++) {
        const ivIndex = i < 1500 ? 0 : 7;
        native.setIvIndex(ivIndex);
        inTypeScript.setIvIndex(ivIndex);
        const pdu = makePdu(random, ivIndex);
        const got = i < 1500 ? ([fields(), fields()] as const) : kept;
        const verdict = native.receive(pdu, 0, pdu.length, clears[0], got[0]);
        t.is(inTypeScript.receive(pdu, 0, pdu.length, clears[1], got[1]), verdict);
        const [one, other] = clears.map((clear) => clear.slice(0, got[0].end));
        if (verdict >= 0) t.deepEqual(one, other);
        if (verdict >= 0 || verdict <= ReceiverVerdict.address) t.deepEqual(got[0], got[1]);
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      }
      for (const verdict of [0, 1, ...Object.values(ReceiverVerdict)])
        t.true((verdicts.get(verdict) ?? 0) > 3, `verdict ${verdict}`);
      t.throws(() => cipher.receiver!(options), { message: /receiver already/ });
      t.throws(() => make().receiver!({ ...options, cacheSize: 3 }), {
        instanceOf: RangeError,
        message: /a power of two from 4 to 4096 is needed/,
      });
      cipher.close();
    });
}
