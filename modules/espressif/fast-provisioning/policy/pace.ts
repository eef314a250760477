import type { NetworkSettings, Retransmission } from "../../../network/settings.js";
import type { SarReceiver, SarTransmitter } from "../../../transport/sar-configuration.js";
import type { FastProvisioningPolicy } from "./policy.js";

/** The states that a pace changes: those of a node on a network. */
export interface PacedNode {
  readonly settings: NetworkSettings;
  sarTransmitter: SarTransmitter;
  sarReceiver: SarReceiver;
}

/**
 * The pace of a node while devices are provisioned around it: its PDUs go out once,
 * segments follow each other closely, and are acknowledged at once. What the states
 * were before comes back after; nothing of it is stored.
 */
export class Pace {
  readonly node: PacedNode;
  readonly #fast: PacedStates;
  #usual: PacedStates | undefined;

  /** `sets`: advertising sets of the radio. */
  constructor(node: PacedNode, policy: FastProvisioningPolicy, sets: number) {
    this.node = node;
    const sar = policy.sar?.(sets);
    this.#fast = {
      networkTransmit: { transmissions: policy.transmissions, interval: 20 },
      sarTransmitter: sar?.transmitter ?? node.sarTransmitter,
      sarReceiver: sar?.receiver ?? node.sarReceiver,
    };
  }

  begin(): void {
    if (this.#usual) return;
    const { settings, sarReceiver, sarTransmitter } = this.node;
    this.#usual = { networkTransmit: settings.networkTransmit, sarTransmitter, sarReceiver };
    this.#set(this.#fast);
  }

  /** What a configuration client changed meanwhile stays. */
  end(): void {
    const usual = this.#usual;
    if (!usual) return;
    this.#usual = undefined;
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

  #set({ networkTransmit, sarReceiver, sarTransmitter }: PacedStates): void {
    this.node.settings.networkTransmit = networkTransmit;
    this.node.sarTransmitter = sarTransmitter;
    this.node.sarReceiver = sarReceiver;
  }
}

interface PacedStates {
  readonly networkTransmit: Retransmission;
  readonly sarTransmitter: SarTransmitter;
  readonly sarReceiver: SarReceiver;
}
