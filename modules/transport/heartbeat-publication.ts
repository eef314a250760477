import { frozen } from "../base/frozen.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import { unassignedAddress } from "../network/address.js";
import type { NetworkSettings } from "../network/settings.js";
import type { ControlMessages } from "./control-messages.js";
import { encodeHeartbeat, indefinite, periodOf } from "./heartbeat.js";

/** Bits of the Features state of Heartbeat publication. Mesh Protocol 1.1 §4.2.17.5. */
export const HeartbeatFeature = frozen({ relay: 1, proxy: 2, friend: 4, lowPower: 8 });

/** The Heartbeat Publication state. §4.2.17 */
export interface HeartbeatPublicationState {
  /** 0x0000: nothing is published. */
  readonly destination: number;
  /** Messages still to be sent, one each period; 0xFFFF: without end. */
  readonly count: number;
  /** 0: none, or 2^(n - 1) seconds. */
  readonly periodLog: number;
  /** 0..127 */
  readonly ttl: number;
  /** Features whose change sends a message. */
  readonly features: number;
  readonly netKeyIndex: number;
}

const disabled: HeartbeatPublicationState = frozen({
  destination: unassignedAddress,
  count: 0,
  periodLog: 0,
  ttl: 0,
  features: 0,
  netKeyIndex: 0,
});

export interface HeartbeatPublicationOptions {
  readonly clock: Clock;
  readonly control: Pick<ControlMessages, "send" | "sendSoon">;
  readonly settings: NetworkSettings;
  /** Unicast address of the primary element, which messages are sent from. */
  readonly address: number;
}

/**
 * Sends Heartbeat messages: a number of them with a period, and one when one of the features
 * of the state changes. Mesh Protocol 1.1 §3.6.7.2.
 */
export class HeartbeatPublication {
  private readonly options: HeartbeatPublicationOptions;
  private readonly timer: Timer<HeartbeatPublication>;
  #state = disabled;

  constructor(options: HeartbeatPublicationOptions) {
    this.options = options;
    this.timer = new Timer(options.clock, HeartbeatPublication.#periodOver, this);
  }

  get state(): HeartbeatPublicationState {
    return this.#state;
  }

  /** Takes effect at once: the first message of a period is sent when it begins. */
  set state(state: HeartbeatPublicationState) {
    this.timer.stop();
    this.#state = state.destination === unassignedAddress ? disabled : state;
    if (this.isPeriodic()) HeartbeatPublication.#periodOver(this);
  }

  /** The features that this node has, on or off. §4.2.17.5: the bits of others are not kept. */
  get supportedFeatures(): number {
    const { proxy, relay } = this.options.settings;
    return (
      (relay === undefined ? 0 : HeartbeatFeature.relay) |
      (proxy === undefined ? 0 : HeartbeatFeature.proxy)
    );
  }

  /** A feature was switched on or off. It touches neither count nor period. */
  featureChanged(feature: number): void {
    const { destination, features } = this.#state;
    if (destination !== unassignedAddress && (features & feature) !== 0) this.send();
  }

  /** Ends where messages were sent in that subnet; whether they were. */
  subnetDeleted(netKeyIndex: number): boolean {
    if (this.#state === disabled || this.#state.netKeyIndex !== netKeyIndex) return false;
    this.state = disabled;
    return true;
  }

  /** Sends no message of a period until `resume`; the count stays. */
  suspend(): void {
    this.timer.stop();
  }

  /** Ends `suspend`: the next message follows a whole period later. */
  resume(): void {
    if (this.isPeriodic() && !this.timer.running) this.startPeriod();
  }

  close(): void {
    this.timer.stop();
  }

  private isPeriodic(): boolean {
    const { count, destination, periodLog } = this.#state;
    return destination !== unassignedAddress && count > 0 && periodLog > 0;
  }

  static #periodOver(publication: HeartbeatPublication): void {
    const state = publication.#state;
    publication.send();
    // A message that could not be sent counts as well.
    if (state.count !== indefinite) publication.#state = { ...state, count: state.count - 1 };
    if (publication.isPeriodic()) publication.startPeriod();
  }

  private startPeriod(): void {
    this.timer.start(1000 * periodOf(this.#state.periodLog));
  }

  /** From the run queue: features are changed from deep in the stack. */
  private send(): void {
    const { address, control, settings } = this.options;
    const { destination, netKeyIndex, ttl } = this.#state;
    const features =
      (settings.relay === true ? HeartbeatFeature.relay : 0) |
      (settings.proxy === true ? HeartbeatFeature.proxy : 0);
    control.sendSoon({
      control: true,
      bytes: encodeHeartbeat({ initTtl: ttl, features }),
      netKeyIndex,
      src: address,
      dst: destination,
      ttl,
    });
  }
}
