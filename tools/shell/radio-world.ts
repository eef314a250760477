import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import type { Model } from "../../modules/access/model.js";
import type { NodeClock } from "../../hosts/node/clock.js";
import { nodeHost } from "../../hosts/node/host.js";
import type { HciRadio } from "../../hosts/hci/radio.js";
import type { Store } from "../../modules/host/store.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { WatchedRadio } from "../radio/watched-radio.js";
import type { ShellWorld } from "./shell-world.js";

const companyId = 0xffff;

export interface RadioWorldOptions {
  /** The clock that the radio was opened with. */
  readonly clock: NodeClock;
  readonly radio: HciRadio;
  /** The records of the provisioner. */
  readonly store: Store;
  /** Clients of the provisioner, beside the Generic OnOff Client. */
  readonly clients: readonly Model[];
  /** Milliseconds since the start. */
  readonly now: () => number;
  /** Called with each event of the provisioner. */
  readonly onEvent: (event: TraceEvent) => void;
}

/** A provisioner on a Bluetooth controller, in real time. Its devices are real ones. */
export class RadioWorld implements ShellWorld {
  readonly air: WatchedRadio;
  readonly clock: NodeClock;
  readonly devices = [];
  readonly network: ShellWorld["network"];
  readonly #provisioner: Provisioner;

  /** Throws as `Provisioner` does. */
  constructor({ clients, clock, now, onEvent, radio, store }: RadioWorldOptions) {
    this.clock = clock;
    this.air = new WatchedRadio({ radio, now });
    const provisioner = new Provisioner({
      host: nodeHost({ radio: this.air, clock, store, trace: onEvent }),
      companyId,
      models: [new GenericOnOffClient(), ...clients],
      limits: { appKeys: 32, bindings: 32, subnets: 16 },
    });
    this.#provisioner = provisioner;
    this.network = {
      provisioner,
      names: { appKeys: ["main"], groups: new Map() },
      oobOf: () => undefined,
      hasPlan: () => false,
      configure: () => Promise.resolve(),
    };
  }

  useRefusalWords(): void {
    // What a real node does with a message is not known here.
  }

  whyUnanswered(): undefined {
    return undefined;
  }

  close(): void {
    this.#provisioner.close();
    this.air.close();
    this.clock.close();
  }
}
