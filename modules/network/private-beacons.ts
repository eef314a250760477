import { equalBytes } from "../base/bytes.js";
import { randomBetween, randomBytes } from "../base/random.js";
import { AdType } from "../bearer/ad-type.js";
import { Priority } from "../bearer/queue.js";
import type { NetworkKeys } from "../crypto/network-keys.js";
import type { TimerHandle } from "../host/clock.js";
import { beaconInterval, type CompanionBeacons, type NetworkBeacons } from "./network-beacons.js";
import {
  encodeMeshPrivateBeacon,
  meshPrivateBeaconLength,
  meshPrivateBeaconType,
  openMeshPrivateBeacon,
  privateBeaconRandomLength,
} from "./private-beacon.js";
import type { SecureNetworkBeacon } from "./secure-network-beacon.js";
import { type Subnet, transmitKeys } from "./subnets.js";

/** Random Update Interval Steps to begin with: 10 minutes. §4.2.44.2 */
export const defaultRandomUpdateIntervalSteps = 60;
const step = 10_000;

/** A subnet's beacons: the last one that was heard, and the one that is sent. */
interface Traffic {
  heard: number;
  last: { beacon: Uint8Array; keys: NetworkKeys; meaning: SecureNetworkBeacon } | undefined;
  own:
    | { payload: Uint8Array; keys: NetworkKeys; meaning: SecureNetworkBeacon; since: number }
    | undefined;
}

/**
 * Sends Mesh Private beacons, and heeds them like Secure Network beacons: who
 * has not the NetKey cannot tell whose they are. Mesh Protocol 1.1 §3.10.4.
 */
export class PrivateBeacons implements CompanionBeacons {
  readonly #beacons: NetworkBeacons;
  readonly #traffic = new Map<number, Traffic>();
  readonly #unsubscribe: () => void;
  #enabled = false;
  #timer: TimerHandle | undefined;
  /** The Random field is new after so many times 10 s; 0: in each beacon. §4.2.44.2 */
  randomUpdateIntervalSteps = defaultRandomUpdateIntervalSteps;

  /** `beacons`: the node's Secure Network beacons, which these go beside. */
  constructor(options: { readonly beacons: NetworkBeacons }) {
    this.#beacons = options.beacons;
    const { bearer } = this.#beacons.options;
    this.#unsubscribe = bearer.onBeacon(meshPrivateBeaconType, this.#receive);
    this.#beacons.companion = this;
  }

  /** The Private Beacon state: whether they are sent. They are heeded in any case. §4.2.44.1 */
  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(enabled: boolean) {
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    if (enabled) this.announce();
    else this.#cancel();
  }

  announce(): void {
    if (this.#enabled) this.#schedule(randomBetween(this.#beacons.options.random, 0, 1000));
  }

  close(): void {
    this.#unsubscribe();
    this.#cancel();
  }

  readonly #receive = (data: Uint8Array, start: number, end: number): void => {
    const { diagnostics, subnets } = this.#beacons.options;
    const octets = end - start;
    if (octets !== meshPrivateBeaconLength) return diagnostics.drop("beacon.length", octets);
    const beacon = data.slice(start, end);
    // The same as before needs no cryptography, whichever subnet it is of.
    for (const subnet of subnets.list) {
      const traffic = this.#traffic.get(subnet.netKeyIndex);
      if (!traffic?.last || !equalBytes(traffic.last.beacon, beacon)) continue;
      const { keys, meaning } = traffic.last;
      if (keys === subnet.keys || keys === subnet.nextKeys)
        return this.#take(subnet, beacon, keys, meaning);
    }
    for (const subnet of subnets.list) {
      for (const keys of [subnet.keys, subnet.nextKeys]) {
        const meaning = keys && openMeshPrivateBeacon(keys, beacon);
        if (meaning) return this.#take(subnet, beacon, keys, meaning);
      }
    }
    diagnostics.drop("beacon.unknown-network", octets);
  };

  #take(subnet: Subnet, beacon: Uint8Array, keys: NetworkKeys, meaning: SecureNetworkBeacon): void {
    const traffic = this.#trafficOf(subnet);
    traffic.heard++;
    traffic.last = { beacon, keys, meaning };
    this.#beacons.heed(subnet, keys === subnet.nextKeys, meaning, meshPrivateBeaconLength);
  }

  #trafficOf({ netKeyIndex }: Subnet): Traffic {
    let traffic = this.#traffic.get(netKeyIndex);
    if (!traffic) {
      traffic = { heard: 0, last: undefined, own: undefined };
      this.#traffic.set(netKeyIndex, traffic);
    }
    return traffic;
  }

  readonly #send = (): void => {
    const { bearer, subnets } = this.#beacons.options;
    let most = 0;
    for (const subnet of subnets.list) {
      const traffic = this.#trafficOf(subnet);
      most = Math.max(most, traffic.heard);
      traffic.heard = 0;
      bearer.send({
        type: AdType.beacon,
        payload: this.#payload(subnet, traffic),
        priority: Priority.beacon,
        transmissions: 1,
        interval: 20,
      });
    }
    this.#schedule(beaconInterval(most));
  };

  /** The beacon to send now: with a new Random where it is time for one, or it says something else. §3.10.4.1 */
  #payload(subnet: Subnet, traffic: Traffic): Uint8Array {
    const { clock, random, sequence } = this.#beacons.options;
    const keys = transmitKeys(subnet);
    const { ivIndex, inProgress } = sequence.state;
    const meaning = { keyRefresh: subnet.phase === 2, ivUpdate: inProgress, ivIndex };
    const { own } = traffic;
    const lifetime = this.randomUpdateIntervalSteps * step;
    if (
      own?.keys === keys &&
      sameMeaning(own.meaning, meaning) &&
      clock.now() - own.since < lifetime
    )
      return own.payload;
    const payload = encodeMeshPrivateBeacon(
      keys,
      randomBytes(random, privateBeaconRandomLength),
      meaning,
    );
    traffic.own = { payload, keys, meaning, since: clock.now() };
    return payload;
  }

  #schedule(delay: number): void {
    this.#cancel();
    this.#timer = this.#beacons.options.clock.schedule(this.#send, delay);
  }

  #cancel(): void {
    if (this.#timer !== undefined) this.#beacons.options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }
}

function sameMeaning(a: SecureNetworkBeacon, b: SecureNetworkBeacon): boolean {
  return a.keyRefresh === b.keyRefresh && a.ivUpdate === b.ivUpdate && a.ivIndex === b.ivIndex;
}
