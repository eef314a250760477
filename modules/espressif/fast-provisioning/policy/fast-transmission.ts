import type { NetworkSettings, Retransmission } from "../../../network/settings.js";
import type {
  EarlyReception,
  EarlyReceptionOwner,
} from "../../../provisioning/pb-adv/early-reception.js";
import type { SarReceiver, SarTransmitter } from "../../../transport/sar-configuration.js";
import type { FastProvisioningPolicy } from "./policy.js";

/** Milliseconds between two transmissions of a network PDU. */
const repeatInterval = 20;

/** The states of a node that change for fast transmission. */
export interface TransmittingNode {
  readonly settings: NetworkSettings;
  sarTransmitter: SarTransmitter;
  sarReceiver: SarReceiver;
}

/**
 * Network Transmit, SAR Transmitter and SAR Receiver states of a node while devices are
 * provisioned in its range: PDUs are sent once, and segments are sent and acknowledged without
 * long delays. The states are not stored; the previous ones are restored in the end.
 */
export class FastTransmission implements EarlyReceptionOwner {
  readonly node: TransmittingNode;
  readonly #policy: FastProvisioningPolicy;
  readonly #reception: EarlyReception;
  readonly #sets: number;
  #fast: TransmitStates;
  #previous: TransmitStates | undefined;

  /** `sets`: advertising sets of the radio. `reception`: what the node has learned of it; this is notified if nobody else is. */
  constructor(
    node: TransmittingNode,
    policy: FastProvisioningPolicy,
    sets: number,
    reception: EarlyReception,
  ) {
    this.node = node;
    this.#policy = policy;
    this.#reception = reception;
    this.#sets = sets;
    reception.owner ??= this;
    this.#fast = this.#statesNow;
  }

  begin(): void {
    if (this.#previous) return;
    const { settings, sarReceiver, sarTransmitter } = this.node;
    this.#previous = { networkTransmit: settings.networkTransmit, sarTransmitter, sarReceiver };
    this.#fast = this.#statesNow;
    this.#set(this.#fast);
  }

  /** The node has learned that its radio receives early. A state that a configuration client changed stays. */
  earlyReceptionShown(): void {
    const before = this.#fast;
    if (this.#previous) this.#replace(before, (this.#fast = this.#statesNow));
  }

  /** Restores the previous states. A state that a configuration client changed meanwhile stays. */
  end(): void {
    const usual = this.#previous;
    if (!usual) return;
    this.#previous = undefined;
    this.#replace(this.#fast, usual);
  }

  /** The states of fast transmission, by what the node has learned of its radio. */
  get #statesNow(): TransmitStates {
    const { shown } = this.#reception;
    const sar = this.#policy.sar?.(this.#sets, shown);
    const usual = this.#previous ?? this.node;
    return {
      networkTransmit: {
        transmissions: this.#policy.networkTransmissions(shown),
        interval: repeatInterval,
      },
      sarTransmitter: sar?.transmitter ?? usual.sarTransmitter,
      sarReceiver: sar?.receiver ?? usual.sarReceiver,
    };
  }

  /** Sets the states that are still those of `before`. */
  #replace(before: TransmitStates, after: TransmitStates): void {
    const { settings, sarReceiver, sarTransmitter } = this.node;
    const { networkTransmit } = settings;
    this.#set({
      networkTransmit:
        networkTransmit === before.networkTransmit ? after.networkTransmit : networkTransmit,
      sarTransmitter:
        sarTransmitter === before.sarTransmitter ? after.sarTransmitter : sarTransmitter,
      sarReceiver: sarReceiver === before.sarReceiver ? after.sarReceiver : sarReceiver,
    });
  }

  #set({ networkTransmit, sarReceiver, sarTransmitter }: TransmitStates): void {
    this.node.settings.networkTransmit = networkTransmit;
    this.node.sarTransmitter = sarTransmitter;
    this.node.sarReceiver = sarReceiver;
  }
}

/**
 * The policy of the node that collects all records: it sends each PDU as often as where nothing is known of the
 * radio, because all provisioners wait for its acknowledgments at the same time.
 */
export function collectorPolicy(policy: FastProvisioningPolicy): FastProvisioningPolicy {
  return { ...policy, networkTransmissions: () => policy.networkTransmissions(false) };
}

interface TransmitStates {
  readonly networkTransmit: Retransmission;
  readonly sarTransmitter: SarTransmitter;
  readonly sarReceiver: SarReceiver;
}
