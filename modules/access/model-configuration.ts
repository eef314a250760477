import { equalBytes, getUint16BE, putUint16BE } from "../base/bytes.js";
import { frozen } from "../base/frozen.js";

/** A subscribed address; `label` is the Label UUID behind a virtual one. */
export interface Subscription {
  readonly address: number;
  readonly label: Uint8Array | undefined;
}

/** The publication parameters of a model. Mesh Protocol 1.1 §4.2.3. */
export interface Publication {
  /** Publish address; the hash of the Label UUID if it is virtual. */
  readonly address: number;
  /** Label UUID of a virtual address, 16 octets; undefined for another address. */
  readonly label: Uint8Array | undefined;
  /** AppKey index, 0..4095. */
  readonly appKeyIndex: number;
  /** True: the message uses friendship security credentials. */
  readonly credentialFlag: boolean;
  /** 0..127, or 0xFF for the Default TTL. */
  readonly ttl: number;
  /** Bits 0-5 steps, bits 6-7 resolution. §4.2.3.5 */
  readonly period: number;
  /** Number of retransmissions, 0..7. */
  readonly retransmitCount: number;
  /** Retransmission interval: (n + 1) * 50 ms. */
  readonly retransmitSteps: number;
}

/** Bindings and publication that a configuration client sets on a model. */
export interface ModelConfiguration {
  /** AppKey indexes, in the order in which they were bound. */
  readonly bindings: readonly number[];
  /** Undefined: the model does not publish. */
  readonly publication: Publication | undefined;
}

const empty: ModelConfiguration = frozen({ bindings: [], publication: undefined });

/** That of a new model: one for all of them. */
export function emptyModelConfiguration(): ModelConfiguration {
  return empty;
}

export function sameSubscription(a: Subscription, b: Subscription): boolean {
  if (a.address !== b.address) return false;
  if (!a.label || !b.label) return a.label === b.label;
  return equalBytes(a.label, b.label);
}

const periodResolutions = frozen([100, 1000, 10_000, 600_000]);

/** Milliseconds of a Publish Period; 0: not periodic. §4.2.3.5 */
export function publishPeriod(period: number): number {
  return (period & 0x3f) * periodResolutions[period >> 6]!;
}

/** Octets of bindings and publication at most; a subscription takes 2, and 16 where virtual. */
const longest = 1 + 2 * 32 + 1 + 1 + 26;

/** What the record of a model holds. */
export interface ModelRecord {
  readonly configuration: ModelConfiguration;
  /** Of the models that share a list, the first keeps it. */
  readonly subscriptions: readonly Subscription[];
}

/**
 * The record of a configuration, all numbers big-endian: count of bindings,
 * each 2; count of subscriptions, each 2 and, where virtual, 16; publication: 0,
 * or 1, address 2, [label 16], AppKey index with the credential flag in bit 12,
 * TTL, period, retransmit.
 */
export function encodeModelRecord({ configuration, subscriptions }: ModelRecord): Uint8Array {
  const { bindings, publication } = configuration;
  const bytes = new Uint8Array(longest + 18 * subscriptions.length);
  let at = 0;
  const address = (value: Subscription) => {
    putUint16BE(bytes, at, value.address);
    at += 2;
    if (value.label) bytes.set(value.label, at);
    if (value.label) at += 16;
  };
  bytes[at++] = bindings.length;
  for (const index of bindings) {
    putUint16BE(bytes, at, index);
    at += 2;
  }
  bytes[at++] = subscriptions.length;
  for (const subscription of subscriptions) address(subscription);
  bytes[at++] = publication ? 1 : 0;
  if (publication) {
    address(publication);
    putUint16BE(bytes, at, publication.appKeyIndex | (publication.credentialFlag ? 0x1000 : 0));
    bytes[at + 2] = publication.ttl;
    bytes[at + 3] = publication.period;
    bytes[at + 4] = publication.retransmitCount | (publication.retransmitSteps << 3);
    at += 5;
  }
  return bytes.slice(0, at);
}

/** The reverse; undefined where the record makes no sense. */
export function decodeModelRecord(bytes: Uint8Array): ModelRecord | undefined {
  let at = 0;
  const octet = () => bytes[at++] ?? 0;
  const word = () => {
    at += 2;
    return at <= bytes.length ? getUint16BE(bytes, at - 2) : 0;
  };
  const subscription = (): Subscription => {
    const address = word();
    if ((address & 0xc000) !== 0x8000) return { address, label: undefined };
    at += 16;
    return { address, label: bytes.slice(at - 16, at) };
  };
  const bindings: number[] = [];
  const subscriptions: Subscription[] = [];
  for (let count = octet(); count > 0 && at < bytes.length; count--) bindings.push(word());
  for (let count = octet(); count > 0 && at < bytes.length; count--)
    subscriptions.push(subscription());
  let publication: Publication | undefined;
  if (octet() === 1) {
    const target = subscription();
    const key = word();
    publication = {
      ...target,
      appKeyIndex: key & 0x0fff,
      credentialFlag: (key & 0x1000) !== 0,
      ttl: octet(),
      period: octet(),
      retransmitCount: 0,
      retransmitSteps: 0,
    };
    const retransmit = octet();
    publication = {
      ...publication,
      retransmitCount: retransmit & 7,
      retransmitSteps: retransmit >> 3,
    };
  }
  const configuration = { bindings, publication };
  return at === bytes.length ? { configuration, subscriptions } : undefined;
}
