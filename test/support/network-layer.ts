import { AdvertisingBearer } from "../../modules/bearer/advertising-bearer.js";
import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import type { AesKey, Crypto } from "../../modules/host/crypto.js";
import type { PacketFilter } from "../../modules/host/radio.js";
import { type IvState, minimumTime, provisionedIvState } from "../../modules/network/iv-update.js";
import { AdvertisingInterface } from "../../modules/network/advertising-interface.js";
import { LocalInterface } from "../../modules/network/local-interface.js";
import type { NetworkInterface } from "../../modules/network/network-interface.js";
import { Network } from "../../modules/network/network.js";
import type { NetworkFields } from "../../modules/network/network-pdu.js";
import { NetworkPduCodec } from "../../tools/fuzz/network-pdu.js";
import { Sequence } from "../../modules/network/sequence.js";
import { defaultNetworkSettings } from "../../modules/network/settings.js";
import { Subnets } from "../../modules/network/subnets.js";
import { testRecords } from "./records.js";
import { TestAir } from "./test-air.js";
import { TestClock } from "./test-clock.js";
import { TestRandom } from "./test-random.js";
import { virtualCrypto } from "./virtual-crypto.js";

export const keys = [1, 2, 3].map((octet) => new Uint8Array(16).fill(octet));
export const networkPdu = 0x2a;

/** The state of a node that has been in Normal operation for so long that it may start an update. */
export function agedIvState(ivIndex: number): IvState {
  return { ...provisionedIvState(ivIndex, false), minutes: minimumTime };
}

/** Counts what is done with the keys. */
export class CountingCrypto implements Crypto {
  readonly #crypto: Crypto;
  opens = 0;
  blocks = 0;
  cmacs = 0;

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  aesKey(key: Uint8Array): AesKey {
    const inner = this.#crypto.aesKey(key);
    return {
      encryptBlock: (...args) => {
        this.blocks++;
        inner.encryptBlock(...args);
      },
      cmac: (message) => {
        this.cmacs++;
        return inner.cmac(message);
      },
      seal: (...args) => inner.seal(...args),
      open: (...args) => {
        this.opens++;
        return inner.open(...args);
      },
      close: () => inner.close(),
    };
  }

  ecdhKeyPair: Crypto["ecdhKeyPair"] = (...args) => this.#crypto.ecdhKeyPair(...args);
  sha256: Crypto["sha256"] = (message) => this.#crypto.sha256(message);
  hmacSha256: Crypto["hmacSha256"] = (...args) => this.#crypto.hmacSha256(...args);
}

/** A network layer at 0100..0101 on subnets 0 and 1, whose radio hears what a test makes. */
export function networkLayer(
  sets = 1,
  interfaces: readonly NetworkInterface[] = [],
  filter?: PacketFilter,
) {
  const clock = new TestClock();
  const air = new TestAir({ clock });
  const base = testRecords();
  const { diagnostics, records } = base;
  const crypto = new CountingCrypto(virtualCrypto(clock));
  const radio = air.radio(sets);
  if (filter) radio.filter = filter;
  const bearer = new AdvertisingBearer({ radio, clock, random: new TestRandom(1), diagnostics });
  const subnets = new Subnets({ crypto, records, capacity: 3 });
  subnets.add(0, keys[0]!);
  subnets.add(1, keys[1]!);
  const sequence = Sequence.create(records, agedIvState(7), 16);
  const settings = defaultNetworkSettings();
  const heard: string[] = [];
  const { queue } = bearer;
  const network = new Network({
    crypto,
    interfaces: [
      new AdvertisingInterface({ bearer, diagnostics, settings }),
      new LocalInterface({ queue }),
      ...interfaces,
    ],
    diagnostics,
    subnets,
    sequence,
    settings,
    address: 0x0100,
    elements: 2,
  });
  network.attach({
    listensTo: (address) => address === 0xc000 || address === 0xffff,
    receive: ({ bytes, credentials, dst, end, seq, src, start }) => {
      const { netKeyIndex } = credentials.subnet;
      const octets = [...bytes.slice(start, end)].join(" ");
      heard.push(`${netKeyIndex}: ${src.toString(16)} ${dst.toString(16)} ${seq}: ${octets}`);
    },
  });
  const codec = new NetworkPduCodec();
  const foreign = keys.map((key) => new NetworkKeys({ crypto: virtualCrypto(clock), key }));
  let seq = 0;
  /** A PDU that another node sends; its AD structure. */
  const packet = (
    changes: Partial<NetworkFields> = {},
    key = 0,
    bytes: Uint8Array = Uint8Array.of(1, 2, 3),
  ): Uint8Array => {
    const fields = {
      ivIndex: 7,
      control: false,
      ttl: 5,
      seq: seq++,
      src: 0x0005,
      dst: 0x0100,
      ...changes,
    };
    const pdu = codec.seal(foreign[key]!, fields, bytes);
    return Uint8Array.from([pdu.length + 1, networkPdu, ...pdu]);
  };
  /** What the layer sent, opened. */
  const sent = async (time = 1000) => {
    await clock.run(time);
    const fields: NetworkFields = { ivIndex: 0, control: false, ttl: 0, seq: 0, src: 0, dst: 0 };
    const pdus: NetworkFields[] = [];
    for (const { data } of air.log)
      for (const other of foreign)
        for (const ivIndex of [6, 7, 8])
          if (codec.open(other, ivIndex, data, 2, data.length, fields)) pdus.push({ ...fields });
    air.log.length = 0;
    return pdus;
  };
  return {
    ...base,
    air,
    bearer,
    clock,
    crypto,
    heard,
    network,
    packet,
    radio,
    sent,
    sequence,
    settings,
    subnets,
  };
}
