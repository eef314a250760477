import { AdType } from "../bearer/ad-type.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import { Priority } from "../bearer/queue.js";
import { equalBytes } from "../base/bytes.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { randomBetween } from "../base/random.js";
import type { Clock, TimerHandle } from "../host/clock.js";
import type { Random } from "../host/random.js";
import {
  encodeSecureNetworkBeacon,
  namesNetwork,
  openSecureNetworkBeacon,
  type SecureNetworkBeacon,
  secureNetworkBeaconLength,
  secureNetworkBeaconType,
} from "./secure-network-beacon.js";
import type { Sequence } from "./sequence.js";
import type { NetworkSettings } from "./settings.js";
import { type KeyRefreshPhase, type Subnet, type Subnets, transmitKeys } from "./subnets.js";

/** One beacon a subnet every 10 s is the aim, whoever sends it; a node keeps between 10 and 600 s. §3.10.3.1 */
const shortestInterval = 10_000;
const longestInterval = 600_000;
const hour = 3_600_000;

export interface NetworkBeaconsOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  readonly subnets: Subnets;
  readonly sequence: Sequence;
  readonly settings: NetworkSettings;
  /** True while a change of the transmit IV Index must wait: a segmented message is under way. */
  readonly busy: () => boolean;
  /** A beacon moved a key refresh on. */
  readonly onKeyRefresh: (netKeyIndex: number, phase: KeyRefreshPhase) => void;
}

/** Beacons of another kind beside these. */
export interface CompanionBeacons {
  /** Something that they say has changed. */
  announce(): void;
  close(): void;
}

/** Milliseconds to the next beacon where `heard` others came since the last one. §3.10.3.1 */
export function beaconInterval(heard: number): number {
  // interval = period * (observed + 1) / expected, expected = period / 10 s
  return Math.min(shortestInterval * (heard + 1), longestInterval);
}

interface Observation {
  /** The last beacon that was authenticated: the same again needs no cryptography. */
  last: Uint8Array;
  meaning: SecureNetworkBeacon;
  /** Beacons heard since our own last one. */
  heard: number;
}

/**
 * Sends and heeds Secure Network beacons: they carry the IV Update and the Key
 * Refresh procedure from node to node. Mesh Protocol 1.1 §3.10.3, §3.11.4, §3.11.5.
 */
export class NetworkBeacons {
  readonly options: NetworkBeaconsOptions;
  /** Mesh Private beacons, where the node has them: told of changes, and closed with these. */
  companion: CompanionBeacons | undefined;
  readonly #observations = new Map<number, Observation>();
  readonly #unsubscribe: () => void;
  #timer: TimerHandle | undefined;
  #hourTimer: TimerHandle;

  constructor(options: NetworkBeaconsOptions) {
    this.options = options;
    this.#unsubscribe = options.bearer.onBeacon(secureNetworkBeaconType, this.#receive);
    this.#hourTimer = options.clock.schedule(this.#onHour, hour);
    this.#schedule(randomBetween(options.random, 0, shortestInterval));
  }

  /** Sends the beacons of all subnets soon: something they say has changed. */
  announce(): void {
    this.#schedule(randomBetween(this.options.random, 0, 1000));
    this.companion?.announce();
  }

  /** Starts an IV Update where the node is due for one. §3.11.5 */
  startIvUpdate(): boolean {
    return this.#update({ type: "start" });
  }

  close(): void {
    this.companion?.close();
    this.#unsubscribe();
    this.options.clock.cancel(this.#hourTimer);
    if (this.#timer !== undefined) this.options.clock.cancel(this.#timer);
  }

  readonly #receive = (data: Uint8Array, start: number, end: number): void => {
    const { diagnostics } = this.options;
    const octets = end - start;
    if (octets !== secureNetworkBeaconLength) return diagnostics.drop("beacon.length", octets);
    const beacon = data.slice(start, end);
    for (const subnet of this.options.subnets.list) {
      const isNew = subnet.nextKeys !== undefined && namesNetwork(subnet.nextKeys, beacon);
      if (!isNew && !namesNetwork(subnet.keys, beacon)) continue;
      const keys = isNew ? subnet.nextKeys : subnet.keys;
      const known = this.#observations.get(subnet.netKeyIndex);
      const same = known !== undefined && equalBytes(known.last, beacon);
      const meaning = same ? known.meaning : openSecureNetworkBeacon(keys, beacon);
      if (!meaning) return diagnostics.drop("beacon.authentication", octets);
      const heard = (known?.heard ?? 0) + 1;
      this.#observations.set(subnet.netKeyIndex, { last: beacon, meaning, heard });
      this.heed(subnet, isNew, meaning, octets);
      return;
    }
    diagnostics.drop("beacon.unknown-network", octets);
  };

  /** Does what an authentic beacon of a subnet asks for; `isNew`: it was made with the new key. §3.11.4, §3.11.5 */
  heed(subnet: Subnet, isNew: boolean, beacon: SecureNetworkBeacon, octets: number): void {
    const { diagnostics, sequence, subnets, onKeyRefresh } = this.options;
    if (isNew) {
      // §3.11.4.2, §3.11.4.3: a beacon with the new key moves the phase on.
      const transition = beacon.keyRefresh ? (subnet.phase === 1 ? 2 : undefined) : 3;
      if (transition && subnets.setPhase(subnet.netKeyIndex, transition) === "ok")
        onKeyRefresh(subnet.netKeyIndex, transition === 2 ? 2 : 0);
    }
    // §3.11.5: members of the primary subnet heed only its beacons.
    if (subnet.netKeyIndex !== 0 && subnets.get(0)) return;
    const { ivIndex, ivUpdate: inProgress } = beacon;
    if (ivIndex < sequence.state.ivIndex) return diagnostics.drop("beacon.iv-index", octets);
    this.#update({ type: "beacon", ivIndex, inProgress });
  }

  #update(event: Parameters<Sequence["update"]>[0]): boolean {
    const { busy, diagnostics, sequence } = this.options;
    if (sequence.wouldReset(event) && busy()) return false;
    if (!sequence.update(event)) return false;
    const { ivIndex, inProgress } = sequence.state;
    diagnostics.emit({ type: "iv-update", ivIndex, inProgress });
    this.announce();
    return true;
  }

  readonly #onHour = (): void => {
    this.#hourTimer = this.options.clock.schedule(this.#onHour, hour);
    this.#update({ type: "hour" });
    if (this.options.sequence.low && this.options.subnets.get(0)) this.startIvUpdate();
  };

  #schedule(delay: number): void {
    const { clock } = this.options;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    this.#timer = clock.schedule(this.#send, delay);
  }

  readonly #send = (): void => {
    const { bearer, sequence, settings, subnets } = this.options;
    const { ivIndex, inProgress } = sequence.state;
    let most = 0;
    for (const subnet of subnets.list) {
      const observation = this.#observations.get(subnet.netKeyIndex);
      if (observation) {
        most = Math.max(most, observation.heard);
        observation.heard = 0;
      }
      if (!settings.beacon) continue;
      const payload = encodeSecureNetworkBeacon(transmitKeys(subnet), {
        keyRefresh: subnet.phase === 2,
        ivUpdate: inProgress,
        ivIndex,
      });
      bearer.send({
        type: AdType.beacon,
        payload,
        priority: Priority.beacon,
        transmissions: 1,
        interval: 20,
      });
    }
    this.#schedule(beaconInterval(most));
  };
}
