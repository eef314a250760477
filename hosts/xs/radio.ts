import type {
  AdvertisingScheduler,
  AdvertisingSchedulerUser,
} from "../../modules/host/advertising-scheduler.js";
import type { NetworkReceiver } from "../../modules/host/network-receiver.js";
import type {
  AdvertisingHandle,
  PacketFilter,
  PacketReceiver,
  PduTimes,
  Radio,
  WantedLinks,
  WantedPackets,
} from "../../modules/host/radio.js";
import type { Trace } from "../../modules/host/trace.js";
import {
  NativeScheduler,
  type OpenScheduler,
  type SchedulerHandle,
} from "../native/advertising-scheduler.js";
import type { CipherHandle } from "../native/cipher-handle.js";
import type { NativeNetworkReceiver } from "../native/network-cipher.js";
import { NativePduTimes, type TimesHandle } from "../native/pdu-times.js";
import { trace } from "./trace.js";

class Native {
  static advertise(
    handle: AdvertisingHandle,
    data: Uint8Array,
    events: number,
    interval: number,
  ): void {
    return native("xs_host_advertise").call(this, handle, data, events, interval);
  }

  static stop(handle: AdvertisingHandle): void {
    return native("xs_host_stop").call(this, handle);
  }

  static scheduler(
    capacity: number,
    sets: number,
    onEnded: (transmission: number) => void,
    hostRandom: boolean,
  ): SchedulerHandle | undefined {
    return native("xs_host_scheduler").call(this, capacity, sets, onEnded, hostRandom);
  }

  /** Sets the filter of packet-filter.c. */
  static filter(types: Uint8Array, beacons: Uint8Array, nids: Uint8Array): void {
    return native("xs_host_filter").call(this, types, beacons, nids);
  }

  /** Counts beacons of these octets in beacon-counter.c; the number of those that were counted. */
  static countBeacons(beacon: Uint8Array | undefined): number {
    return native("xs_host_count_beacons").call(this, beacon);
  }

  /** Lets the receiver of a cipher judge network PDUs. */
  static judge(cipher: CipherHandle | undefined): void {
    return native("xs_host_receiver").call(this, cipher);
  }

  /** Tells the host which PB-ADV PDUs are wanted: Link IDs, a UUID; undefined for both: all. */
  static links(ids: Uint8Array | undefined, uuid: Uint8Array | undefined): void {
    return native("xs_host_links").call(this, ids, uuid);
  }

  /** Number of packets with this verdict of packet-filter.c, here and in the filter of the host. */
  static filtered(verdict: number): number {
    return native("xs_host_filtered").call(this, verdict);
  }

  /** Opens the times of network PDUs in pdu-times.c; undefined while others are open. */
  static pduTimes(count: number): TimesHandle | undefined {
    return native("xs_host_pdu_times").call(this, count);
  }

  /** Starts or stops a scan. A packet is copied to `buffer`, whose length is set to its length. */
  static scan(receiver: PacketReceiver | undefined, buffer: Uint8Array): void {
    return native("xs_host_scan").call(this, receiver, buffer);
  }
}

/** The filter of packet-filter.c, and the numbers of its verdicts. */
class NativeFilter implements PacketFilter {
  /** Not initialized: an untraced node has none, and a value takes memory. */
  declare readonly trace?: Trace;

  /** `traced`: whether the machine passes the events of what the receiver in C drops to the trace. */
  constructor(traced: boolean) {
    if (traced) this.trace = trace;
  }

  set({ types, beacons, nids }: WantedPackets): void {
    Native.filter(types, beacons, nids);
  }

  get unknownTypes(): number {
    return Native.filtered(1);
  }

  get unknownNids(): number {
    return Native.filtered(2);
  }

  get repeats(): number {
    return Native.filtered(3);
  }

  judge(receiver: NetworkReceiver | undefined): void {
    Native.judge((receiver as NativeNetworkReceiver | undefined)?.handle);
  }

  countBeacons(beacon: Uint8Array | undefined): number {
    return Native.countBeacons(beacon);
  }

  pduTimes(count: number): PduTimes | undefined {
    return NativePduTimes.of(Native.pduTimes(count));
  }
}

/** The same behind a filter of the host, which knows the node's PB-ADV links, too. */
class HostedFilter extends NativeFilter {
  get otherLinks(): number {
    return Native.filtered(4);
  }

  links(wanted: WantedLinks | undefined): void {
    Native.links(wanted?.ids, wanted?.uuid);
  }
}

/** Inside XS: the radio of the machine's host. */
export class XsRadio implements Radio {
  readonly sets: number;
  readonly filter: PacketFilter;
  /** Handles of the advertisements in flight, 0 at a free index. Free indices are reused. */
  readonly #handles: AdvertisingHandle[] = [];
  readonly #done: (() => void)[] = [];
  #buffer: Uint8Array | undefined;
  #next = 1;
  readonly #hostRandom: boolean;

  /**
   * `random`: random delays come from the host instead of the system. `hostFilters`: whether the
   * host drops unwanted packets before they reach the machine; default false. `traced`: whether the
   * host takes the trace events of the layers; default false.
   */
  constructor(options: {
    readonly sets: number;
    readonly random: boolean;
    readonly hostFilters?: boolean;
    readonly traced?: boolean;
  }) {
    const { hostFilters, random, sets, traced = false } = options;
    this.sets = sets;
    this.#hostRandom = random;
    this.filter = hostFilters ? new HostedFilter(traced) : new NativeFilter(traced);
  }

  scheduler(capacity: number, user: AdvertisingSchedulerUser): AdvertisingScheduler | undefined {
    const open: OpenScheduler = (onEnded) =>
      Native.scheduler(capacity, this.sets, onEnded, this.#hostRandom);
    return NativeScheduler.opened(open, user);
  }

  advertise(
    data: Uint8Array,
    events: number,
    interval: number,
    done: () => void,
  ): AdvertisingHandle {
    const handle = this.#next++;
    Native.advertise(handle, data, events, interval);
    const free = this.#handles.indexOf(0);
    const at = free < 0 ? this.#handles.length : free;
    this.#handles[at] = handle;
    this.#done[at] = done;
    return handle;
  }

  stop(handle: AdvertisingHandle): void {
    if (this.take(handle)) Native.stop(handle);
  }

  scan(receiver: PacketReceiver | undefined): void {
    this.#buffer ??= new Uint8Array(31);
    Native.scan(receiver, this.#buffer);
  }

  close(): void {
    for (const handle of this.#handles) if (handle !== 0) this.stop(handle);
    this.scan(undefined);
  }

  /** Called when the host's radio has sent the last event of an advertisement. */
  sent(handle: AdvertisingHandle): void {
    this.take(handle)?.();
  }

  /** Removes an advertisement from those in flight; returns its callback. */
  private take(handle: AdvertisingHandle): (() => void) | undefined {
    const at = this.#handles.indexOf(handle);
    if (at < 0) return undefined;
    this.#handles[at] = 0;
    return this.#done[at];
  }
}
