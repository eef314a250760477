import type { MessageContext } from "../../modules/access/model.js";
import type { Abort } from "../../modules/base/abort.js";
import { AbortError, TimeoutError } from "../../modules/base/errors.js";
import { equalBytes } from "../../modules/base/bytes.js";
import { ProvisionerRanges } from "../../modules/espressif/fast-provisioning/addresses/provisioner-ranges.js";
import type { NodeRecordCollector } from "../../modules/espressif/fast-provisioning/recovery/node-record-collector.js";
import { PairOctets } from "../../modules/espressif/fast-provisioning/recovery/pair-octets.js";
import {
  keyStartLength,
  type NodeRecord,
  type NodeRecordOrigin,
  type NodeRecordOriginRequest,
} from "../../modules/espressif/node-records/messages.js";
import type { UnicastRange } from "../../modules/espressif/unicast-range.js";
import type { Crypto, EcdhKeyPair } from "../../modules/host/crypto.js";
import type { Overhearer } from "../../modules/host/radio.js";
import { NetworkDatabase, type NodeEntry } from "../../modules/provisioner/database.js";
import type { Provisioner } from "../../modules/provisioner/provisioner.js";
import { drawPrivateKey } from "../../modules/provisioning/key-pair-source.js";
import { deviceKeyOf } from "../../modules/provisioning/session-keys.js";
import { testRecords, TestStore } from "./records.js";
import { TestClock } from "./test-clock.js";
import { virtualCrypto } from "./virtual-crypto.js";

const crypto = virtualCrypto(new TestClock());

/**
 * In the place of P-256, which takes XS long: the public key is the private one and its complement,
 * the secret of two pairs the exclusive or of their private keys. Each pair takes `milliseconds`.
 */
export class QuickPairs {
  /** Pairs that were made, and those that are open. */
  made = 0;
  open = 0;
  readonly crypto: Crypto;

  constructor(clock: TestClock, milliseconds = 0) {
    this.crypto = Object.create(crypto, {
      ecdhKeyPair: {
        value: (privateKey: Uint8Array, done: (pair: EcdhKeyPair) => void) => {
          this.made++;
          this.open++;
          const pair = this.#pairOf(privateKey);
          clock.schedule(() => done(pair), milliseconds);
        },
      },
    }) as Crypto;
  }

  #pairOf(privateKey: Uint8Array): EcdhKeyPair {
    let closed = false;
    return {
      publicKey: publicKeyOf(privateKey),
      sharedSecret: (peer, done) => {
        if (closed) throw new Error("the pair is closed");
        const own = peer.subarray(0, 32);
        const sound = equalBytes(publicKeyOf(own), peer);
        done(sound ? privateKey.map((octet, i) => octet ^ own[i]!) : undefined);
      },
      close: () => {
        if (!closed) this.open--;
        closed = true;
      },
    };
  }
}

export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  const key = new Uint8Array(64);
  key.set(privateKey);
  key.set(
    privateKey.map((octet) => 255 - octet),
    32,
  );
  return key;
}

/** The private key of the pair with this number. */
export function pairOf(deviceKey: Uint8Array, number: number): Uint8Array {
  const octets = new PairOctets(crypto, { deviceKey });
  for (let i = 0; i < number; i++) drawPrivateKey(octets);
  return drawPrivateKey(octets);
}

export const key = (octet: number) => new Uint8Array(16).fill(octet);

/** A node that somebody provisioned, and nobody reported. */
export interface UnknownNode {
  readonly address: number;
  readonly deviceKey: Uint8Array;
  readonly origin: NodeRecordOrigin;
}

/** What a top provisioner recovers nodes with, except for its air: the test answers. */
export class RecoveryRig {
  readonly clock = new TestClock();
  readonly pairs: QuickPairs;
  readonly store = new TestStore();
  readonly records = testRecords(this.store);
  readonly database: NetworkDatabase;
  readonly ranges: ProvisionerRanges;
  /** Each Origin Get. */
  readonly asked: (NodeRecordOriginRequest & { readonly time: number })[] = [];
  /** Addresses of the nodes that were sent Origin Known. */
  readonly told: number[] = [];
  /** Addresses of the nodes that were asked for Composition Data. */
  readonly checked: number[] = [];
  /** Nodes that are there, by address. */
  readonly present = new Map<number, UnknownNode>();
  /** Throws instead of sending. */
  sendError: Error | undefined;
  readonly client = {
    onOrigin: undefined as NodeRecordCollector["onOrigin"],
    askOrigins: (request: NodeRecordOriginRequest) => {
      if (this.sendError) throw this.sendError;
      this.asked.push({ ...request, time: this.clock.now() });
    },
    tellKnown: (address: number) => {
      if (this.sendError) throw this.sendError;
      this.told.push(address);
    },
  };

  /** Who overhears PB-ADV PDUs. */
  readonly overhearers = new Set<Overhearer>();
  readonly bearer = {
    overhear: (overhearer: Overhearer) => {
      this.overhearers.add(overhearer);
      return () => void this.overhearers.delete(overhearer);
    },
  };

  constructor(milliseconds = 0) {
    this.pairs = new QuickPairs(this.clock, milliseconds);
    const { records } = this.records;
    this.database = new NetworkDatabase({ crypto, records, firstAddress: 5 });
    this.ranges = new ProvisionerRanges({ records });
  }

  get host() {
    return { clock: this.clock, crypto: this.pairs.crypto };
  }

  get provisioner(): Provisioner {
    const { database, records } = this;
    const configuration = {
      getComposition: (address: number, how: { readonly timeout: number; signal: Abort }) =>
        this.#check(address, how),
    };
    const provisioner = {
      configuration,
      database,
      node: { bearer: this.bearer, diagnostics: records.diagnostics },
    };
    return provisioner as unknown as Provisioner;
  }

  /** A provisioner in the database. Its device key is made of its address. */
  addProvisioner(address: number, range: UnicastRange): NodeEntry {
    const entry = { ...this.entry(address), deviceKey: key(address & 0xff) };
    this.ranges.storeReported(address, range);
    this.database.add(entry);
    return entry;
  }

  entry(address: number): NodeEntry {
    return {
      address,
      deviceKey: key(0xee),
      elements: 1,
      netKeyIndex: 0,
      uuid: key(address & 0xff),
    };
  }

  /** A node that the provisioner made with its pair of this number. It answers when it is asked for its key. */
  addNode(address: number, provisioner: NodeEntry, number = 0, elements = 1): UnknownNode {
    const salt = key(address & 0xff);
    const own = new Uint8Array(32).fill(0x40 + (address & 0x3f));
    const theirs = pairOf(provisioner.deviceKey, number);
    const secret = theirs.map((octet, i) => octet ^ own[i]!);
    const origin = {
      elements,
      salt,
      uuid: key(address & 0xff),
      publicKey: publicKeyOf(own),
      provisionerKeyStart: theirs.slice(0, keyStartLength),
    };
    const node = { address, origin, deviceKey: deviceKeyOf(crypto, secret, salt) };
    this.present.set(address, node);
    return node;
  }

  /** An Origin Status arrives. */
  answer({ address, origin }: Pick<UnknownNode, "address" | "origin">): void {
    const context = { src: address, dst: 1, appKeyIndex: 0 } as MessageContext;
    this.client.onOrigin!(origin, context);
  }

  /** A PDU of this PB-ADV link is heard. `control`: its first octet after the transaction number. */
  hearLink(linkId: number, control = 0): void {
    const pdu = Uint8Array.of(0, 0, 0, 0, linkId, 0, control);
    for (const overhearer of this.overhearers) overhearer(pdu, 1, pdu.length, -50, undefined);
  }

  record({ address, deviceKey, origin }: UnknownNode): NodeRecord {
    const { elements, uuid } = origin;
    return { address, deviceKey, elements, uuid, rangeMin: 0, rangeMax: 0 };
  }

  dropped(): number {
    return this.records.diagnostics.dropped("fast-provisioning.origin");
  }

  #check(
    address: number,
    { signal, timeout }: { readonly timeout: number; readonly signal: Abort },
  ): Promise<{ readonly elements: readonly unknown[] }> {
    this.checked.push(address);
    const node = this.present.get(address);
    const assumed = this.database.at(address)!.deviceKey;
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new AbortError("given up")));
      if (node && equalBytes(node.deviceKey, assumed))
        this.clock.schedule(() => resolve({ elements: Array(node.origin.elements) }), 100);
      else this.clock.schedule(() => reject(new TimeoutError("no answer")), timeout);
    });
  }
}
