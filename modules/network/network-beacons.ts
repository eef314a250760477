import { AdType } from "../bearer/ad-type.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import { Priority } from "../bearer/send-request.js";
import type { Diagnostics } from "../base/diagnostics.js";
import type { NetworkKeys } from "../crypto/network-keys.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import { BeaconSchedule } from "./beacon-schedule.js";
import type { IvEvent } from "./iv-update.js";
import { acceptsBeacons, type KeyRefreshPhase, sendsWithNewKey } from "./key-refresh.js";
import { PoweredTime } from "./powered-time.js";
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
import { type Subnet, type Subnets, transmitKeys } from "./subnets.js";

export interface NetworkBeaconsOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  readonly subnets: Subnets;
  readonly sequence: Sequence;
  readonly settings: NetworkSettings;
  readonly transfers: Transfers;
  /** A beacon changed the phase of a Key Refresh procedure. */
  readonly onKeyRefresh: (netKeyIndex: number, phase: KeyRefreshPhase) => void;
}

/** Segmented messages that are being sent. */
export interface Transfers {
  /** True while one is under way: a change of the transmit IV Index must wait. §3.11.5 */
  readonly busy: boolean;
  /** Calls back once when that is over; until then no other one begins. */
  whenIdle(callback: () => void): void;
}

/** Mesh Private beacons, as the Secure Network beacons see them. */
export interface AnnouncedBeacons {
  /** Sends them soon: their content has changed. */
  announce(): void;
  close(): void;
}

/** What a subnet's last beacon that was authenticated means: the same octets need no cryptography again. */
interface Observation extends SecureNetworkBeacon {
  readonly last: Uint8Array;
  /** Those that it was authenticated with. */
  readonly keys: NetworkKeys;
}

/** Whether a beacon of the right length, `data` from `start` on, has the octets of another one. */
function isSame(beacon: Uint8Array, data: Uint8Array, start: number): boolean {
  // The first octet is the type. From the end, where those of one network differ.
  for (let i = secureNetworkBeaconLength - 1; i > 0; i--)
    if (beacon[i] !== data[start + i]) return false;
  return true;
}

/**
 * Sends Secure Network beacons, and processes those of other nodes: they carry the IV Update and the Key
 * Refresh procedure from node to node. Mesh Protocol 1.1 §3.10.3, §3.11.4, §3.11.5.
 */
export class NetworkBeacons {
  readonly options: NetworkBeaconsOptions;
  /** Mesh Private beacons, where the node has them: they announce the same changes, and are closed with these. */
  privateBeacons: AnnouncedBeacons | undefined;
  /** The beacons to the clients of the GATT proxy, where there is one. Its owner closes it. */
  proxyBeacons: Pick<AnnouncedBeacons, "announce"> | undefined;
  private readonly observations = new Map<number, Observation>();
  private readonly unsubscribe: () => void;
  private readonly schedule: BeaconSchedule;
  private readonly time: PoweredTime;
  /** The event that would change the transmit IV Index; it waits until no segmented message is being sent. §3.11.5 */
  private deferred: IvEvent | undefined;
  private closed = false;

  constructor(options: NetworkBeaconsOptions) {
    this.options = options;
    this.unsubscribe = options.bearer.onBeacon(secureNetworkBeaconType, this.receive);
    this.time = new PoweredTime(options, this);
    this.schedule = new BeaconSchedule(options, this);
    // What the radio has counted for a node before this one, such as before a reset.
    this.counted();
    this.schedule.start();
  }

  /** Sends the beacons of all subnets soon: their content has changed. */
  announce(): void {
    // What was counted is forgotten, as what was heard.
    this.counted();
    this.schedule.announce();
    this.privateBeacons?.announce();
    this.proxyBeacons?.announce();
  }

  /** Starts an IV Update procedure where the state allows it; whether it did. §3.11.5 */
  startIvUpdate(): boolean {
    return this.update({ type: "start" });
  }

  close(): void {
    this.closed = true;
    this.privateBeacons?.close();
    this.unsubscribe();
    this.time.close();
    this.schedule.stop();
  }

  private readonly receive = (data: Uint8Array, start: number, end: number): void => {
    const { diagnostics, subnets } = this.options;
    const octets = end - start;
    if (octets !== secureNetworkBeaconLength) return diagnostics.drop("beacon.length", octets);
    const { list } = subnets;
    for (let i = 0; i < list.length; i++) {
      const subnet = list[i]!;
      const known = this.observations.get(subnet.netKeyIndex);
      // Most beacons are as the one before. A subnet with new keys may not accept what it did.
      const same =
        known !== undefined &&
        known.keys === subnet.keys &&
        subnet.newKeys === undefined &&
        isSame(known.last, data, start);
      if (same) {
        this.schedule.heard(subnet.netKeyIndex);
        this.count(known);
        return this.process(subnet, false, known, octets);
      }
      if (this.receiveOther(subnet, data.slice(start, end))) return;
    }
    diagnostics.drop("beacon.unknown-network", octets);
  };

  /**
   * Lets the radio count beacons that mean nothing new, until the own one is due or something changes.
   * `private`: on XS each instance has a slot for a `#` method.
   */
  private count({ ivIndex, ivUpdate, last }: Observation): void {
    const { bearer, sequence, subnets } = this.options;
    const { state } = sequence;
    const isNew = ivIndex !== state.ivIndex || ivUpdate !== state.inProgress || state.unknown;
    if (!isNew && subnets.list.length === 1 && this.schedule.hasOneTurn)
      this.schedule.counted(bearer.countBeacons(last));
  }

  /** For the schedule. */
  counted(): number {
    return this.options.bearer.countBeacons(undefined);
  }

  /** Authenticates a beacon of the right length, and processes it; false where it is not of the subnet. */
  private receiveOther(subnet: Subnet, beacon: Uint8Array): boolean {
    const { diagnostics } = this.options;
    const octets = secureNetworkBeaconLength;
    const isNew = subnet.newKeys !== undefined && namesNetwork(subnet.newKeys, beacon);
    if (!isNew && !namesNetwork(subnet.keys, beacon)) return false;
    if (!acceptsBeacons(subnet.phase, isNew)) {
      diagnostics.drop("beacon.old-key", octets);
      return true;
    }
    const keys = isNew ? subnet.newKeys : subnet.keys;
    const known = this.observations.get(subnet.netKeyIndex);
    const same = known?.keys === keys && isSame(known.last, beacon, 0);
    const meaning = same ? known : openSecureNetworkBeacon(keys, beacon);
    if (!meaning) diagnostics.drop("beacon.authentication", octets);
    else {
      const { ivIndex, ivUpdate, keyRefresh } = meaning;
      const { netKeyIndex } = subnet;
      this.observations.set(netKeyIndex, { keyRefresh, ivUpdate, ivIndex, last: beacon, keys });
      this.schedule.heard(netKeyIndex);
      this.process(subnet, isNew, meaning, octets);
    }
    return true;
  }

  /** Processes an authentic beacon of a subnet; `isNew`: it was made with the new key. §3.11.4, §3.11.5 */
  process(subnet: Subnet, isNew: boolean, beacon: SecureNetworkBeacon, octets: number): void {
    const { diagnostics, sequence, subnets, onKeyRefresh } = this.options;
    const { netKeyIndex } = subnet;
    if (isNew && subnets.beaconReceived(subnet, beacon.keyRefresh))
      onKeyRefresh(netKeyIndex, subnets.get(netKeyIndex)!.phase);
    // §3.11.5: a node of the primary subnet takes the IV Index from beacons of that subnet only.
    if (netKeyIndex !== 0 && subnets.get(0)) return;
    const { ivIndex, ivUpdate: inProgress } = beacon;
    const { state } = sequence;
    if (ivIndex < state.ivIndex) return diagnostics.drop("beacon.iv-index", octets);
    if (ivIndex === state.ivIndex && inProgress === state.inProgress && !state.unknown) return;
    this.update({ type: "beacon", ivIndex, inProgress });
  }

  private update(event: IvEvent): boolean {
    const { diagnostics, sequence, transfers } = this.options;
    if (event.type !== "time") this.time.catchUp();
    if (sequence.wouldReset(event) && transfers.busy) {
      const waits = this.deferred !== undefined;
      this.deferred = event;
      if (!waits) transfers.whenIdle(this.onIdle);
      return false;
    }
    if (!sequence.update(event)) return false;
    const { ivIndex, inProgress } = sequence.state;
    diagnostics.emit({ type: "iv-update", ivIndex, inProgress });
    this.announce();
    return true;
  }

  private readonly onIdle = (): void => {
    const event = this.deferred;
    this.deferred = undefined;
    if (event && !this.closed) this.update(event);
  };

  /** So many minutes passed with power. */
  onTime(minutes: number): void {
    const { sequence, subnets } = this.options;
    this.update({ type: "time", minutes });
    if (sequence.low && subnets.get(0)) this.startIvUpdate();
  }

  /** Sends the beacon of a subnet now. */
  sendBeacon(subnet: Subnet): void {
    const { bearer, sequence, settings } = this.options;
    const { ivIndex, inProgress, unknown } = sequence.state;
    if (!settings.beacon || unknown) return;
    const payload = encodeSecureNetworkBeacon(transmitKeys(subnet), {
      keyRefresh: sendsWithNewKey(subnet.phase),
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
}
