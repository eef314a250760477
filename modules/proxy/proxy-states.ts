import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { NetworkSettings } from "../network/settings.js";
import type { Subnet, Subnets } from "../network/subnets.js";
import { Identification } from "./proxy-advertising-data.js";

/** Milliseconds for which a node advertises with Node Identity, or Private Node Identity. Mesh Protocol 1.1 §7.2.2.2.3. */
export const nodeIdentityTime = 60_000;

/** An identification that a node advertises on one subnet for some time. */
interface Running {
  readonly netKeyIndex: number;
  readonly type: Identification;
  /** Its end, milliseconds of the clock. */
  readonly end: number;
}

/** What receives Solicitation PDUs, and remembers their numbers. Mesh Protocol 1.1 §6.9 */
export interface Solicitations {
  /** Receives them from now on, or no longer, as `ProxyStates.solicitable` says. */
  update(): void;
  /** Removes the entries of `count` addresses from `first` on. */
  clear(first: number, count: number): void;
}

export interface ProxyStatesOptions {
  readonly clock: Clock;
  readonly settings: NetworkSettings;
}

/**
 * The states of a node's GATT proxy and how they bind each other: GATT Proxy (§4.2.12), Node
 * Identity of each subnet (§4.2.13), Private GATT Proxy (§4.2.45), Private Node Identity (§4.2.46)
 * and On-Demand Private GATT Proxy (§4.2.47).
 */
export class ProxyStates {
  /** Called after a change of what is advertised. */
  onChange: (() => void) | undefined = undefined;
  /** Where the node has an On-Demand Private Proxy Server. */
  solicitations: Solicitations | undefined = undefined;
  private readonly clock: Clock;
  private readonly settings: NetworkSettings;
  private readonly timer: Timer<ProxyStates>;
  private running: readonly Running[] = [];
  private private = false;
  private seconds = 0;

  constructor({ clock, settings }: ProxyStatesOptions) {
    this.clock = clock;
    this.settings = settings;
    this.timer = new Timer(clock, ProxyStates.#identityEnded, this);
  }

  /** GATT Proxy state. On, it turns Private GATT Proxy off. */
  get gattProxy(): boolean {
    return this.settings.proxy === true;
  }

  set gattProxy(on: boolean) {
    this.settings.proxy = on;
    if (on) this.private = false;
    this.changed();
  }

  /** Private GATT Proxy state; a GATT Proxy that is on keeps it off. */
  get privateGattProxy(): boolean {
    return this.private;
  }

  set privateGattProxy(on: boolean) {
    this.private = on && !this.gattProxy;
    this.changed();
  }

  /** On-Demand Private GATT Proxy state: seconds, 0..255, that a solicitation is answered for; 0: not. */
  get onDemand(): number {
    return this.seconds;
  }

  set onDemand(seconds: number) {
    this.seconds = seconds;
    if (seconds === 0) this.end(undefined, Identification.privateNetworkIdentity);
    this.changed();
  }

  /** Whether Node Identity runs on a subnet. */
  nodeIdentity(netKeyIndex: number): boolean {
    return this.runs(netKeyIndex, Identification.nodeIdentity);
  }

  /** Starts Node Identity on a subnet for 60 s, which ends Private Node Identity on all subnets; or stops it. */
  setNodeIdentity(netKeyIndex: number, running: boolean): void {
    this.end(netKeyIndex, Identification.nodeIdentity);
    if (running) {
      this.end(undefined, Identification.privateNodeIdentity);
      this.begin(netKeyIndex, Identification.nodeIdentity, nodeIdentityTime);
    }
    this.changed();
  }

  /** Whether Private Node Identity runs on a subnet. */
  privateNodeIdentity(netKeyIndex: number): boolean {
    return this.runs(netKeyIndex, Identification.privateNodeIdentity);
  }

  /** Starts it for 60 s, or stops it. False where it cannot be started: Node Identity is running. */
  setPrivateNodeIdentity(netKeyIndex: number, running: boolean): boolean {
    if (running && this.runs(undefined, Identification.nodeIdentity)) return false;
    this.end(netKeyIndex, Identification.privateNodeIdentity);
    if (running) this.begin(netKeyIndex, Identification.privateNodeIdentity, nodeIdentityTime);
    this.changed();
    return true;
  }

  /** Whether solicitations are answered: only by a node that does not advertise its proxy anyway. */
  get solicitable(): boolean {
    return this.seconds > 0 && !this.gattProxy && !this.private;
  }

  /** A valid Solicitation PDU of this subnet came: the node advertises for the On-Demand time from now. */
  solicited(netKeyIndex: number): void {
    if (!this.solicitable) return;
    this.end(netKeyIndex, Identification.privateNetworkIdentity);
    this.begin(netKeyIndex, Identification.privateNetworkIdentity, this.seconds * 1000);
    this.changed();
  }

  /** A client has connected: what was advertised for a solicitation ends. */
  connected(): void {
    if (!this.runs(undefined, Identification.privateNetworkIdentity)) return;
    this.end(undefined, Identification.privateNetworkIdentity);
    this.changed();
  }

  /** What is advertised on a subnet; undefined: nothing. */
  identification({ netKeyIndex }: Pick<Subnet, "netKeyIndex">): Identification | undefined {
    const { running } = this;
    let solicited: Identification | undefined;
    for (let i = 0; i < running.length; i++) {
      const { netKeyIndex: of, type } = running[i]!;
      if (of !== netKeyIndex) continue;
      if (type !== Identification.privateNetworkIdentity) return type;
      solicited = type;
    }
    if (this.private) return Identification.privateNetworkIdentity;
    if (this.gattProxy) return Identification.networkId;
    return solicited;
  }

  /** Whether a connection that is opened now gets Mesh Private beacons: the node does not show what it is. §6.7 */
  get isPrivate(): boolean {
    return !this.gattProxy && !this.runs(undefined, Identification.nodeIdentity);
  }

  /** Ends what runs on subnets that were deleted. */
  keep(subnets: Pick<Subnets, "get">): void {
    this.running = this.running.filter(({ netKeyIndex }) => subnets.get(netKeyIndex));
  }

  close(): void {
    this.timer.stop();
    this.onChange = undefined;
  }

  private runs(netKeyIndex: number | undefined, type: Identification): boolean {
    return this.running.some((each) => isOf(each, netKeyIndex, type));
  }

  private begin(netKeyIndex: number, type: Identification, time: number): void {
    this.running = [...this.running, { netKeyIndex, type, end: this.clock.now() + time }];
  }

  private end(netKeyIndex: number | undefined, type: Identification): void {
    this.running = this.running.filter((each) => !isOf(each, netKeyIndex, type));
  }

  private changed(): void {
    this.settings.privateProxy = this.private || this.seconds > 0;
    let next = Infinity;
    for (const { end } of this.running) if (end < next) next = end;
    if (next === Infinity) this.timer.stop();
    else this.timer.start(next - this.clock.now());
    this.solicitations?.update();
    this.onChange?.();
  }

  static #identityEnded(states: ProxyStates): void {
    const now = states.clock.now();
    states.running = states.running.filter(({ end }) => end > now);
    states.changed();
  }
}

function isOf(running: Running, netKeyIndex: number | undefined, type: Identification): boolean {
  if (running.type !== type) return false;
  return netKeyIndex === undefined || running.netKeyIndex === netKeyIndex;
}
