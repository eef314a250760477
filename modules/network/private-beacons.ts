import { equalBytes } from "../base/bytes.js";
import { randomBytes } from "../base/random.js";
import { AdType } from "../bearer/ad-type.js";
import { Priority } from "../bearer/send-request.js";
import type { NetworkKeys } from "../crypto/network-keys.js";
import { BeaconSchedule } from "./beacon-schedule.js";
import type { AnnouncedBeacons, NetworkBeacons } from "./network-beacons.js";
import {
  encodeMeshPrivateBeacon,
  meshPrivateBeaconLength,
  meshPrivateBeaconType,
  openMeshPrivateBeacon,
  privateBeaconRandomLength,
} from "./private-beacon.js";
import type { SecureNetworkBeacon } from "./secure-network-beacon.js";
import { acceptsBeacons, sendsWithNewKey } from "./key-refresh.js";
import { receiveKeys, type Subnet, transmitKeys } from "./subnets.js";

/** Random Update Interval Steps to begin with: 10 minutes. §4.2.44.2 */
export const defaultRandomUpdateIntervalSteps = 60;
const step = 10_000;

/** A subnet's beacons: the last one that was received, and the one that is sent. */
interface Traffic {
  last: { beacon: Uint8Array; keys: NetworkKeys; meaning: SecureNetworkBeacon } | undefined;
  own:
    | { payload: Uint8Array; keys: NetworkKeys; meaning: SecureNetworkBeacon; since: number }
    | undefined;
}

/**
 * Sends Mesh Private beacons, and processes those of other nodes like Secure Network
 * beacons. Without the NetKey they do not show which network they belong to. Mesh Protocol 1.1 §3.10.4.
 */
export class PrivateBeacons implements AnnouncedBeacons {
  private readonly beacons: NetworkBeacons;
  private readonly traffic = new Map<number, Traffic>();
  private readonly unsubscribe: () => void;
  private readonly schedule: BeaconSchedule;
  #enabled = false;
  /** The Random field is new after so many times 10 s; 0: in each beacon. §4.2.44.2 */
  randomUpdateIntervalSteps = defaultRandomUpdateIntervalSteps;

  /** `beacons`: the node's Secure Network beacons. */
  constructor(options: { readonly beacons: NetworkBeacons }) {
    this.beacons = options.beacons;
    const { bearer } = this.beacons.options;
    this.schedule = new BeaconSchedule(this.beacons.options, this);
    this.unsubscribe = bearer.onBeacon(meshPrivateBeaconType, this.receive);
    this.beacons.privateBeacons = this;
  }

  /** The Private Beacon state: whether they are sent. Those of others are processed in either state. §4.2.44.1 */
  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(enabled: boolean) {
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    if (enabled) this.announce();
    else this.schedule.stop();
  }

  announce(): void {
    if (this.#enabled) this.schedule.announce();
  }

  close(): void {
    this.unsubscribe();
    this.schedule.stop();
  }

  private readonly receive = (data: Uint8Array, start: number, end: number): void => {
    const { diagnostics, subnets } = this.beacons.options;
    const octets = end - start;
    if (octets !== meshPrivateBeaconLength) return diagnostics.drop("beacon.length", octets);
    const beacon = data.slice(start, end);
    // The same as before needs no cryptography, whichever subnet it is of.
    for (const subnet of subnets.list) {
      const traffic = this.traffic.get(subnet.netKeyIndex);
      if (!traffic?.last || !equalBytes(traffic.last.beacon, beacon)) continue;
      const { keys, meaning } = traffic.last;
      if (receiveKeys(subnet).includes(keys)) return this.take(subnet, beacon, keys, meaning);
    }
    for (const subnet of subnets.list) {
      for (const keys of receiveKeys(subnet)) {
        const meaning = openMeshPrivateBeacon(keys, beacon);
        if (meaning) return this.take(subnet, beacon, keys, meaning);
      }
    }
    diagnostics.drop("beacon.unknown-network", octets);
  };

  private take(
    subnet: Subnet,
    beacon: Uint8Array,
    keys: NetworkKeys,
    meaning: SecureNetworkBeacon,
  ): void {
    this.trafficOf(subnet).last = { beacon, keys, meaning };
    const isNew = keys === subnet.newKeys;
    if (!acceptsBeacons(subnet.phase, isNew))
      return this.beacons.options.diagnostics.drop("beacon.old-key", meshPrivateBeaconLength);
    this.schedule.heard(subnet.netKeyIndex);
    this.beacons.process(subnet, isNew, meaning, meshPrivateBeaconLength);
  }

  private trafficOf({ netKeyIndex }: Subnet): Traffic {
    let traffic = this.traffic.get(netKeyIndex);
    if (!traffic) {
      traffic = { last: undefined, own: undefined };
      this.traffic.set(netKeyIndex, traffic);
    }
    return traffic;
  }

  /** Sends the beacon of a subnet now. */
  sendBeacon(subnet: Subnet): void {
    if (this.beacons.options.sequence.state.unknown) return;
    this.beacons.options.bearer.send({
      type: AdType.beacon,
      payload: this.payload(subnet, this.trafficOf(subnet)),
      priority: Priority.beacon,
      transmissions: 1,
      interval: 20,
    });
  }

  /** The beacon to send now: with a new Random where that is due, or where the content has changed. §3.10.4.1 */
  private payload(subnet: Subnet, traffic: Traffic): Uint8Array {
    const { clock, random, sequence } = this.beacons.options;
    const keys = transmitKeys(subnet);
    const { ivIndex, inProgress } = sequence.state;
    const meaning = { keyRefresh: sendsWithNewKey(subnet.phase), ivUpdate: inProgress, ivIndex };
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
}

function sameMeaning(a: SecureNetworkBeacon, b: SecureNetworkBeacon): boolean {
  return a.keyRefresh === b.keyRefresh && a.ivUpdate === b.ivUpdate && a.ivIndex === b.ivIndex;
}
