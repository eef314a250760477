import type { NetworkSettings, Retransmission } from "../../../network/settings.js";
import type { EarlyReception } from "../../../provisioning/pb-adv/early-reception.js";
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
export class FastTransmission {
  readonly node: TransmittingNode;
  readonly #policy: FastProvisioningPolicy;
  readonly #reception: EarlyReception;
  #fast: TransmitStates;
  #previous: TransmitStates | undefined;

  /** `sets`: advertising sets of the radio. `reception`: what the node has learned of it. */
  constructor(
    node: TransmittingNode,
    policy: FastProvisioningPolicy,
    sets: number,
    reception: EarlyReception,
  ) {
    this.node = node;
    this.#policy = policy;
    this.#reception = reception;
    const sar = policy.sar?.(sets);
    this.#fast = {
      networkTransmit: this.#networkTransmit,
      sarTransmitter: sar?.transmitter ?? node.sarTransmitter,
      sarReceiver: sar?.receiver ?? node.sarReceiver,
    };
  }

  begin(): void {
    if (this.#previous) return;
    const { settings, sarReceiver, sarTransmitter } = this.node;
    this.#previous = { networkTransmit: settings.networkTransmit, sarTransmitter, sarReceiver };
    this.#fast = { ...this.#fast, networkTransmit: this.#networkTransmit };
    this.#set(this.#fast);
  }

  /** The node has learned that its radio receives early. */
  earlyReceptionShown(): void {
    const { settings } = this.node;
    if (!this.#previous || settings.networkTransmit !== this.#fast.networkTransmit) return;
    this.#fast = { ...this.#fast, networkTransmit: this.#networkTransmit };
    settings.networkTransmit = this.#fast.networkTransmit;
  }

  /** Restores the previous states. A state that a configuration client changed meanwhile stays. */
  end(): void {
    const usual = this.#previous;
    if (!usual) return;
    this.#previous = undefined;
    const { settings, sarReceiver, sarTransmitter } = this.node;
    const fast = this.#fast;
    this.#set({
      networkTransmit:
        settings.networkTransmit === fast.networkTransmit
          ? usual.networkTransmit
          : settings.networkTransmit,
      sarTransmitter:
        sarTransmitter === fast.sarTransmitter ? usual.sarTransmitter : sarTransmitter,
      sarReceiver: sarReceiver === fast.sarReceiver ? usual.sarReceiver : sarReceiver,
    });
  }

  get #networkTransmit(): Retransmission {
    const transmissions = this.#policy.networkTransmissions(this.#reception.shown);
    return { transmissions, interval: repeatInterval };
  }

  #set({ networkTransmit, sarReceiver, sarTransmitter }: TransmitStates): void {
    this.node.settings.networkTransmit = networkTransmit;
    this.node.sarTransmitter = sarTransmitter;
    this.node.sarReceiver = sarReceiver;
  }
}

interface TransmitStates {
  readonly networkTransmit: Retransmission;
  readonly sarTransmitter: SarTransmitter;
  readonly sarReceiver: SarReceiver;
}
