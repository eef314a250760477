import test from "ava";
import { fromHex, putUint16BE, putUint24BE, toHex } from "../../../modules/base/bytes.js";
import { putSolicitationNonce } from "../../../modules/crypto/nonces.js";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import type { Crypto } from "../../../modules/host/crypto.js";
import {
  ClearPdu,
  type NetworkCipher,
  NetworkCipherResult,
  NonceType,
} from "../../../modules/host/network-cipher.js";
import { AesNetworkCipher } from "../../../modules/network/network-cipher.js";
import { providers } from "../../support/crypto.js";
import { TestRandom } from "../../support/test-random.js";
import proxyVectors from "../../vectors/mesh-protocol/proxy-configuration.json" with { type: "json" };
import vectors from "../../vectors/mesh-protocol/messages.json" with { type: "json" };

const flooded = vectors.messages.filter(({ credentials }) => credentials.kind === "flooding");

interface Candidate {
  readonly name: string;
  readonly crypto: Crypto;
  readonly make: () => NetworkCipher;
}

const candidates: Candidate[] = providers.flatMap(({ name, crypto }) => {
  const own = crypto.networkCipher?.bind(crypto);
  const inTypeScript = {
    name: `TypeScript over ${name}`,
    crypto,
    make: () => new AesNetworkCipher(),
  };
  return own ? [inTypeScript, { name: `${name}'s own`, crypto, make: own }] : [inTypeScript];
});

type Vector = (typeof flooded)[number];

function clearPdu(
  { ctl, ttl, src, dst }: Pick<Vector, "ctl" | "ttl" | "src" | "dst">,
  { seq, transportPdu }: Pick<Vector["pdus"][number], "seq" | "transportPdu">,
): Uint8Array {
  const transport = fromHex(transportPdu);
  const clear = new Uint8Array(ClearPdu.transport + transport.length);
  clear[ClearPdu.controlTtl] = (ctl ? 0x80 : 0) | ttl;
  putUint24BE(clear, ClearPdu.seq, seq);
  putUint16BE(clear, ClearPdu.src, src);
  putUint16BE(clear, ClearPdu.dst, dst);
  clear.set(transport, ClearPdu.transport);
  return clear;
}

for (const { name, crypto, make } of candidates) {
  test(`the specification's network PDUs are sealed and opened, ${name}`, (t) => {
    const cipher = make();
    for (const message of flooded) {
      const other = new NetworkKeys({ crypto, key: new Uint8Array(16) });
      const keys = new NetworkKeys({ crypto, key: fromHex(message.netKey) });
      cipher.setKeys([other, keys]);
      for (const vector of message.pdus) {
        const clear = clearPdu(message, vector);
        const room = new Uint8Array(29);
        const length = cipher.seal(
          NonceType.network,
          1,
          message.ivIndex,
          clear,
          clear.length,
          room,
        );
        t.is(toHex(room.subarray(0, length)), vector.networkPdu);
        const opened = new Uint8Array(ClearPdu.size);
        const pdu = fromHex(`ff${vector.networkPdu}ff`);
        t.is(cipher.open(NonceType.network, message.ivIndex, pdu, 1, pdu.length - 1, opened), 1);
        t.is(toHex(opened.subarray(0, clear.length)), toHex(clear));
      }
      other.close();
      keys.close();
    }
    cipher.close();
  });

  test(`PDUs that were changed, cut or made up do not open, ${name}`, (t) => {
    const cipher = make();
    const random = new TestRandom(7);
    const { netKey, ivIndex, pdus } = flooded[0]!;
    const keys = new NetworkKeys({ crypto, key: fromHex(netKey) });
    cipher.setKeys([keys]);
    const clear = new Uint8Array(ClearPdu.size);
    const pdu = fromHex(pdus[0]!.networkPdu);
    const { unknownNid, wrong } = NetworkCipherResult;
    for (let end = 1; end < pdu.length; end++)
      t.is(cipher.open(NonceType.network, ivIndex, pdu, 0, end, clear), wrong);
    for (let at = 1; at < pdu.length; at++) {
      const changed = pdu.slice();
      changed[at]! ^= 1 << (random.next() % 8);
      t.is(cipher.open(NonceType.network, ivIndex, changed, 0, changed.length, clear), wrong);
    }
    for (let round = 0; round < 200; round++) {
      const octets = new Uint8Array(1 + (random.next() % 40));
      random.fill(octets);
      const expected = (octets[0]! & 0x7f) === keys.nid ? wrong : unknownNid;
      t.is(cipher.open(NonceType.network, ivIndex, octets, 0, octets.length, clear), expected);
    }
    t.is(cipher.open(NonceType.network, ivIndex + 1, pdu, 0, pdu.length, clear), wrong);
    cipher.setKeys([]);
    t.is(cipher.open(NonceType.network, ivIndex, pdu, 0, pdu.length, clear), unknownNid);
    keys.close();
    cipher.close();
  });

  test(`proxy configuration messages have the proxy nonce, and no other nonce opens them, ${name}`, (t) => {
    const cipher = make();
    const { network, proxy, proxySolicitation } = NonceType;
    for (const vector of proxyVectors.messages) {
      const keys = new NetworkKeys({ crypto, key: fromHex(vector.netKey) });
      cipher.setKeys([keys]);
      const clear = clearPdu({ ...vector, ctl: true }, vector);
      const room = new Uint8Array(29);
      const length = cipher.seal(proxy, 0, vector.ivIndex, clear, clear.length, room);
      t.is(toHex(room.subarray(0, length)), vector.networkPdu);
      const opened = new Uint8Array(ClearPdu.size);
      const pdu = fromHex(vector.networkPdu);
      t.is(cipher.open(proxy, vector.ivIndex, pdu, 0, pdu.length, opened), 0);
      t.is(toHex(opened.subarray(0, clear.length)), toHex(clear));
      for (const other of [network, proxySolicitation])
        t.is(
          cipher.open(other, vector.ivIndex, pdu, 0, pdu.length, opened),
          NetworkCipherResult.wrong,
        );
      keys.close();
    }
    cipher.close();
  });

  test(`a Solicitation PDU has the solicitation nonce, IV Index 0 and no transport PDU, ${name}`, (t) => {
    const cipher = make();
    const keys = new NetworkKeys({ crypto, key: new Uint8Array(16).fill(3) });
    cipher.setKeys([keys]);
    const clear = clearPdu(
      { ctl: true, ttl: 0, src: 0x0405, dst: 0 },
      { seq: 0x010203, transportPdu: "" },
    );
    const room = new Uint8Array(29);
    const { network, proxySolicitation } = NonceType;
    t.is(cipher.seal(proxySolicitation, 0, 0, clear, clear.length, room), 17);
    // Behind NID and header: DST and NetMIC of 8 octets, made with AES-CCM alone.
    const nonce = new Uint8Array(13);
    putSolicitationNonce(nonce, 0x010203, 0x0405);
    const sealed = new Uint8Array(10);
    keys.encryptionKey.seal(nonce, clear, ClearPdu.dst, clear.length, 8, sealed, 0);
    t.is(toHex(room.subarray(7, 17)), toHex(sealed));
    const opened = new Uint8Array(ClearPdu.size);
    t.is(cipher.open(proxySolicitation, 0, room, 0, 17, opened), 0);
    t.is(toHex(opened.subarray(0, clear.length)), toHex(clear));
    t.is(cipher.open(network, 0, room, 0, 17, opened), NetworkCipherResult.wrong);
    t.throws(() => cipher.seal(network, 0, 0, clear, clear.length, room), {
      instanceOf: RangeError,
    });
    // With CTL 0 it would have one octet less than its obfuscation takes.
    clear[ClearPdu.controlTtl] = 0;
    t.throws(() => cipher.seal(proxySolicitation, 0, 0, clear, clear.length, room), {
      instanceOf: RangeError,
    });
    keys.close();
    cipher.close();
  });

  test(`every length goes there and back with every nonce, or is refused, ${name}`, (t) => {
    const cipher = make();
    const random = new TestRandom(3);
    const keys = new NetworkKeys({ crypto, key: new Uint8Array(16).fill(3) });
    cipher.setKeys([keys]);
    for (const type of Object.values(NonceType))
      for (const control of [0, 0x80])
        for (let length = 0; length <= 26; length++) {
          const clear = new Uint8Array(26);
          random.fill(clear);
          clear[ClearPdu.controlTtl] = control | 3;
          const room = new Uint8Array(31).fill(0xee);
          const mic = control ? 8 : 4;
          const size = 1 + length + mic;
          const fits = size >= 14 && size <= 29;
          const shortest = type === NonceType.proxySolicitation ? 8 : 9;
          const seal = () => cipher.seal(type, 0, 5, clear, length, room.subarray(1, 30));
          if (length < shortest || !fits) {
            t.throws(seal, { instanceOf: RangeError }, `${type} ${control} ${length}`);
            continue;
          }
          t.is(seal(), size);
          // Nothing is written beside it.
          t.is(room[0], 0xee);
          t.true(room.subarray(1 + size).every((octet) => octet === 0xee));
          const opened = new Uint8Array(ClearPdu.size);
          t.is(cipher.open(type, 5, room, 1, 1 + size, opened), 0);
          t.is(toHex(opened.subarray(0, length)), toHex(clear.subarray(0, length)));
        }
    keys.close();
    cipher.close();
  });

  test(`two keys with one NID are both tried, ${name}`, (t) => {
    const cipher = make();
    const { netKey, ivIndex, pdus } = flooded[0]!;
    const right = new NetworkKeys({ crypto, key: fromHex(netKey) });
    const decoy = new NetworkKeys({ crypto, key: new Uint8Array(16).fill(9) });
    const { encryptionKey, privacyKey } = decoy;
    cipher.setKeys([{ nid: right.nid, encryptionKey, privacyKey }, right]);
    const pdu = fromHex(pdus[0]!.networkPdu);
    t.is(
      cipher.open(NonceType.network, ivIndex, pdu, 0, pdu.length, new Uint8Array(ClearPdu.size)),
      1,
    );
    cipher.close();
  });

  test(`what cannot be sealed is refused, ${name}`, (t) => {
    const cipher = make();
    const keys = new NetworkKeys({ crypto, key: new Uint8Array(16) });
    cipher.setKeys([keys]);
    const clear = new Uint8Array(ClearPdu.size + 1);
    const room = new Uint8Array(29);
    for (const [key, length] of [
      [1, 12],
      [-1, 12],
      [0, 8],
      [0, 25],
    ] as const)
      t.throws(() => cipher.seal(NonceType.network, key, 0, clear, length, room), {
        instanceOf: RangeError,
      });
    cipher.close();
  });
}
