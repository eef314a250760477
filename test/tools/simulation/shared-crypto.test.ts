import test from "ava";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import type { Crypto } from "../../../modules/host/crypto.js";
import {
  ClearPdu,
  type NetworkCipher,
  NetworkCipherResult,
  NonceType,
} from "../../../modules/host/network-cipher.js";
import { networkCipher } from "../../../modules/network/network-cipher.js";
import { CryptoMemory } from "../../../tools/simulation/shared-crypto/crypto-memory.js";
import { SharedCrypto } from "../../../tools/simulation/shared-crypto/shared-crypto.js";

const clock = new VirtualClock();
const plain = new NodeCrypto({ clock });

function keyOf(number: number): Uint8Array {
  return new Uint8Array(16).fill(number);
}

function cipherOf(crypto: Crypto, netKeys: readonly number[]): NetworkCipher {
  const cipher = networkCipher(crypto);
  cipher.setKeys(netKeys.map((number) => new NetworkKeys({ crypto, key: keyOf(number) })));
  return cipher;
}

/** The PDU of a clear PDU of `length` octets, with a NetMIC that fits. */
function sealed(random: SeededRandom, netKey: number, ivIndex: number, length: number) {
  const clear = new Uint8Array(ClearPdu.size);
  random.fill(clear.subarray(0, length));
  if (length > 20 || length < 9) clear[0]! &= 0x7f;
  const pdu = new Uint8Array(29);
  const cipher = cipherOf(plain, [netKey]);
  const octets = cipher.seal(NonceType.network, 0, ivIndex, clear, length, pdu);
  return { clear: clear.subarray(0, length), pdu: pdu.subarray(0, octets) };
}

function opened(cipher: NetworkCipher, ivIndex: number, pdu: Uint8Array, nonceType: NonceType) {
  const clear = new Uint8Array(ClearPdu.size);
  // Not at the beginning of its array, as in a packet.
  const data = new Uint8Array(pdu.length + 5);
  data.set(pdu, 2);
  const key = cipher.open(nonceType, ivIndex, data, 2, 2 + pdu.length, clear);
  return { key, clear: key < 0 ? [] : [...clear] };
}

test("each node finds what it would have decrypted itself, for PDUs of all kinds", (t) => {
  const random = new SeededRandom("pdus");
  const memory = new CryptoMemory();
  const shared = () => new SharedCrypto({ clock, memory });
  // Of some the NID of two keys is the same: all are tried.
  const subnets = [[1], [2, 1], [1, 2, 3], [4]];
  const nodes = subnets.map((keys) => cipherOf(shared(), keys));
  const alone = subnets.map((keys) => cipherOf(plain, keys));
  let wrong = 0;
  for (let i = 0; i < 400; i++) {
    const ivIndex = i % 7 === 0 ? 0xffffffff : 5;
    const length = 9 + (i % 16);
    const { pdu } = sealed(random, 1 + (i % 4), ivIndex, length);
    // Every fifth is damaged anywhere, its NID and NetMIC included.
    if (i % 5 === 0) pdu[i % pdu.length]! ^= 1 << (i % 8);
    const type = i % 11 === 0 ? NonceType.proxy : NonceType.network;
    for (const iv of [ivIndex, ivIndex - 1])
      nodes.forEach((node, at) => {
        const found = opened(node, iv, pdu, type);
        t.deepEqual(found, opened(alone[at]!, iv, pdu, type), `PDU ${i} at ${at}`);
        if (found.key === NetworkCipherResult.wrong) wrong++;
      });
  }
  t.true(wrong > 100);
});

test("a thousand nodes decrypt a PDU once", (t) => {
  const memory = new CryptoMemory();
  const nodes = Array.from({ length: 1000 }, () =>
    cipherOf(new SharedCrypto({ clock, memory }), [1]),
  );
  const { clear, pdu } = sealed(new SeededRandom(1), 1, 0, 12);
  for (const node of nodes) {
    const found = opened(node, 0, pdu, NonceType.network);
    t.is(found.key, 0);
    t.deepEqual(found.clear.slice(0, 12), [...clear]);
  }
  t.is(memory.pdus.decrypted, 1);
});

test("more PDUs than places are decrypted again, and right", (t) => {
  const memory = new CryptoMemory();
  const random = new SeededRandom(2);
  const node = cipherOf(new SharedCrypto({ clock, memory }), [1]);
  const sent = Array.from({ length: 6000 }, () => sealed(random, 1, 0, 12));
  for (let round = 0; round < 2; round++)
    for (const { clear, pdu } of sent)
      t.deepEqual(opened(node, 0, pdu, NonceType.network).clear.slice(0, 12), [...clear]);
  t.true(memory.pdus.decrypted > 6000);
});

test("a PDU with no key is none of its business, short and long ones are wrong", (t) => {
  const memory = new CryptoMemory();
  const node = cipherOf(new SharedCrypto({ clock, memory }), [1]);
  const { pdu } = sealed(new SeededRandom(3), 1, 0, 24);
  const unknown = Uint8Array.from(pdu);
  unknown[0]! ^= 1;
  t.is(opened(node, 0, unknown, NonceType.network).key, NetworkCipherResult.unknownNid);
  t.is(opened(node, 0, pdu.subarray(0, 13), NonceType.network).key, NetworkCipherResult.wrong);
  const long = new Uint8Array(30);
  long.set(pdu);
  t.is(opened(node, 0, long, NonceType.network).key, NetworkCipherResult.wrong);
  node.close();
  t.is(opened(node, 0, pdu, NonceType.network).key, NetworkCipherResult.unknownNid);
});

test("a node that closes its keys takes none from the others", (t) => {
  const memory = new CryptoMemory();
  const crypto = new SharedCrypto({ clock, memory });
  const first = crypto.aesKey(keyOf(9));
  const second = new SharedCrypto({ clock, memory }).aesKey(keyOf(9));
  const expected = plain.aesKey(keyOf(9)).cmac(keyOf(1));
  first.close();
  first.close();
  t.deepEqual(second.cmac(keyOf(1)), expected);
  second.close();
  t.deepEqual(crypto.aesKey(keyOf(9)).cmac(keyOf(1)), expected);
});

test("of keys that no node has the latest are kept, and no more", (t) => {
  const memory = new CryptoMemory();
  const made: number[] = [];
  const take = (number: number) => {
    const key = Uint8Array.of(...new Array<number>(14).fill(7), number >> 8, number & 0xff);
    return memory.take(key, () => {
      made.push(number);
      return plain.aesKey(key);
    });
  };
  const kept = take(999);
  for (let number = 0; number < 300; number++) memory.release(take(number));
  made.length = 0;
  // The last 256 are there, whichever a node had again meanwhile.
  for (let number = 299; number >= 44; number--) memory.release(take(number));
  t.deepEqual(made, []);
  t.is(take(999), kept, "a node has it");
  const again = take(43);
  t.deepEqual(made, [43]);
  t.is(take(43), again);
  t.deepEqual(made, [43]);
});

test("keys of another crypto are refused: their values are not known", (t) => {
  const cipher = new SharedCrypto({ clock, memory: new CryptoMemory() }).networkCipher();
  const foreign = new NetworkKeys({ crypto: plain, key: keyOf(1) });
  t.throws(() => cipher.setKeys([foreign]), { instanceOf: TypeError, message: /same crypto/ });
});
