import { fromHex } from "../../modules/base/bytes.js";
import { TimeoutError } from "../../modules/base/errors.js";
import type { Clock } from "../../modules/host/clock.js";
import type { OwnProvisioner } from "../simulate/own-provisioner.js";
import type { LiveEvent } from "./events.js";

/**
 * Milliseconds after its provisioning for which beacons of a device are ignored, because earlier
 * ones may still be processed.
 */
const PAUSE = 10_000;

export interface ReceptionOptions {
  readonly clock: Clock;
  readonly provisioner: OwnProvisioner;
  readonly onEvent: (event: LiveEvent) => void;
}

/** Provisions and configures every device that sends beacons, and switches its light on. */
export class Reception {
  readonly #options: ReceptionOptions;
  /** Devices that are being provisioned, or were within PAUSE. */
  readonly #busy = new Set<string>();
  #closed = false;

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  /** Runs until `close`; rejects if the network cannot be created. */
  async run(): Promise<void> {
    const { provisioner } = this.#options;
    await provisioner.prepare();
    const joining = new Set<Promise<void>>();
    while (!this.#closed) {
      const uuid = await this.#next();
      if (uuid === undefined) continue;
      this.#busy.add(uuid);
      this.#options.onEvent({ type: "found", uuid });
      const join = this.#join(uuid).finally(() => joining.delete(join));
      joining.add(join);
      if (joining.size >= provisioner.links) await Promise.race(joining);
    }
  }

  close(): void {
    this.#closed = true;
  }

  /** The next device; undefined if none was received for some time. */
  async #next(): Promise<string | undefined> {
    try {
      return await this.#options.provisioner.find((uuid) => !this.#busy.has(uuid));
    } catch (error) {
      if (error instanceof TimeoutError) return undefined;
      throw error;
    }
  }

  /** Provisions a device. Never rejects: failures are reported as events. */
  async #join(uuid: string): Promise<void> {
    const { clock, provisioner, onEvent } = this.#options;
    try {
      const address = await provisioner.provision(fromHex(uuid));
      onEvent({ type: "provisioned", uuid, address });
      const isLamp = await provisioner.configure(address);
      onEvent({ type: "configured", address });
      if (isLamp && (await provisioner.turnOn(address))) onEvent({ type: "on", address });
    } catch (error) {
      if (!this.#closed) onEvent({ type: "failed", name: uuid, message: (error as Error).message });
    }
    clock.schedule(() => {
      provisioner.forget(fromHex(uuid));
      this.#busy.delete(uuid);
    }, PAUSE);
  }
}
