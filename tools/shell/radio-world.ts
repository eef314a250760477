import type { RadioProvisioner } from "../radio/radio-provisioner.js";
import type { WatchedRadio } from "../radio/watched-radio.js";
import type { Clock } from "../../modules/host/clock.js";
import type { ShellWorld } from "./shell-world.js";

/** What a session works on where its devices are real ones, heard by a Bluetooth controller. */
export class RadioWorld implements ShellWorld {
  readonly air: WatchedRadio;
  readonly clock: Clock;
  readonly devices = [];
  readonly network: ShellWorld["network"];
  readonly #radio: RadioProvisioner;
  readonly #closing: () => void;

  constructor(radio: RadioProvisioner, onClose: () => void) {
    const { air, clock, provisioner } = radio;
    this.#radio = radio;
    this.air = air;
    this.clock = clock;
    this.network = {
      provisioner,
      provisionerStore: radio.folder!.store,
      names: { appKeys: ["main"], groups: new Map() },
      oobOf: () => undefined,
      hasPlan: () => false,
      configure: () => Promise.resolve(),
    };
    this.#closing = onClose;
  }

  useRefusalWords(): void {
    // What a real node does with a message is not known here.
  }

  /** Why a real node did not answer is not known, unless nothing could reach it. */
  whyUnanswered(): string | undefined {
    return this.#radio.proxies?.unreachable;
  }

  close(): void {
    this.#closing();
  }
}
