import { randomBytes } from "../base/random.js";
import type { RunQueue } from "../base/run-queue.js";
import { Timer } from "../base/timer.js";
import { addAdvertisement, removeAdvertisement } from "../bearer/connectable-advertiser.js";
import type { NetworkKeys } from "../crypto/network-keys.js";
import type { Clock } from "../host/clock.js";
import type { GattServer, SharedAdvertisement } from "../host/gatt.js";
import type { Random } from "../host/random.js";
import { type Subnets, transmitKeys } from "../network/subnets.js";
import {
  Identification,
  identityAdvertisement,
  identityRandomLength,
  networkIdAdvertisement,
} from "./proxy-advertising-data.js";
import type { ProxyStates } from "./proxy-states.js";

/** Milliseconds between the advertising events of an identity that runs for 60 s, and of the others. */
const shortInterval = 100;
const longInterval = 1000;
/** Milliseconds after which a private identity gets another Random and another address, at the latest. Mesh Protocol 1.1 §7.2.2.2.4. */
export const privateIdentityTime = 600_000;

export interface ProxyAdvertiserOptions {
  readonly gatt: GattServer;
  readonly queue: RunQueue;
  readonly clock: Clock;
  readonly random: Random;
  readonly subnets: Subnets;
  /** Unicast address of the primary element. */
  readonly address: number;
  /** AD structures of the scan response of what is not private. */
  readonly scanResponse: Uint8Array;
}

/** What is advertised for a subnet. */
interface Entry {
  readonly netKeyIndex: number;
  readonly type: Identification;
  readonly keys: NetworkKeys;
  readonly advertisement: SharedAdvertisement;
}

/**
 * Advertises the proxy on each subnet as its states ask: the Network ID or an identity that only
 * members of the network recognize. Mesh Protocol 1.1 §7.2.2.2.
 */
export class ProxyAdvertiser {
  private readonly options: ProxyAdvertiserOptions;
  private readonly states: ProxyStates;
  private entries: readonly Entry[] = [];
  /** For the next Random of the private identities. */
  private readonly timer: Timer<ProxyAdvertiser>;

  constructor(options: ProxyAdvertiserOptions, states: ProxyStates) {
    this.options = options;
    this.states = states;
    this.timer = new Timer(options.clock, ProxyAdvertiser.#renew, this);
  }

  /** Advertises what the states and the keys ask for now. What has not changed stays as it is. */
  update(): void {
    const { gatt, queue, subnets } = this.options;
    const before = this.entries;
    const entries: Entry[] = [];
    let renews = false;
    for (const subnet of subnets.list) {
      const type = this.states.identification(subnet);
      if (type === undefined) continue;
      const keys = transmitKeys(subnet);
      const { netKeyIndex } = subnet;
      const known = before.find(
        (each) => each.netKeyIndex === netKeyIndex && each.type === type && each.keys === keys,
      );
      entries.push(
        known ?? { netKeyIndex, type, keys, advertisement: this.advertisement(type, keys) },
      );
      renews ||= isPrivate(type);
    }
    this.entries = entries;
    for (const entry of before)
      if (!entries.includes(entry)) removeAdvertisement(gatt, entry.advertisement);
    for (const entry of entries)
      if (!before.includes(entry)) addAdvertisement(gatt, queue.plainClock, entry.advertisement);
    if (!renews) this.timer.stop();
    else if (!this.timer.running) this.timer.start(privateIdentityTime);
  }

  close(): void {
    this.timer.stop();
    for (const { advertisement } of this.entries)
      removeAdvertisement(this.options.gatt, advertisement);
    this.entries = [];
  }

  private advertisement(type: Identification, keys: NetworkKeys): SharedAdvertisement {
    const { address, random, scanResponse } = this.options;
    if (type === Identification.networkId)
      return { data: networkIdAdvertisement(keys), scanResponse, interval: longInterval };
    const identity = randomBytes(random, identityRandomLength);
    const data = identityAdvertisement(type, keys, identity, address);
    if (type === Identification.nodeIdentity)
      return { data, scanResponse, interval: shortInterval };
    return {
      data,
      interval: type === Identification.privateNodeIdentity ? shortInterval : longInterval,
      privateAddress: nonResolvableAddress(random),
    };
  }

  static #renew(advertiser: ProxyAdvertiser): void {
    const { gatt } = advertiser.options;
    for (const { advertisement, type } of advertiser.entries)
      if (isPrivate(type)) removeAdvertisement(gatt, advertisement);
    advertiser.entries = advertiser.entries.filter(({ type }) => !isPrivate(type));
    advertiser.update();
  }
}

function isPrivate(type: Identification): boolean {
  return (
    type === Identification.privateNetworkIdentity || type === Identification.privateNodeIdentity
  );
}

/** A non-resolvable private address (Core Specification 5.4, Vol 6 Part B §1.3.2.2): 48 bits, the two highest 0. */
function nonResolvableAddress(random: Random): number {
  const octets = randomBytes(random, 6);
  let address = octets[0]! & 0x3f;
  for (let i = 1; i < 6; i++) address = address * 256 + octets[i]!;
  return address;
}
