import { nodeHost } from "../../hosts/node/host.js";
import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { Clock } from "../../modules/host/clock.js";
import type { Trace } from "../../modules/host/trace.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import {
  genericOnOffClientId,
  genericOnOffServerId,
} from "../../modules/models/generic-onoff/messages.js";
import type { Station } from "../air/station.js";
import type { CaptureKeys } from "../capture/keys.js";
import { isFoundationModel } from "../network/model-names.js";
import { addNetworkKeys } from "../network/network-keys.js";
import { NetworkSetup } from "../simulation/network-setup.js";
import { appKeyIndex, group, type LightProvisioner } from "./provisioner.js";

const attempts = 3;
/** What a switch gets: it publishes to the group of the lamps. */
const groupPublication = { to: group, address: group, retransmissions: 2 };

/** This project's provisioner, on Node.js. */
export class OwnProvisioner implements LightProvisioner {
  // Two links: one exchanges PDUs while the other waits.
  readonly links = 2;
  readonly #onOff = new GenericOnOffClient();
  readonly #setup: NetworkSetup;

  constructor(options: {
    readonly clock: Clock;
    readonly station: Station;
    readonly random: SeededRandom;
    readonly trace?: Trace;
  }) {
    const { clock, station: radio, random, trace } = options;
    const host = nodeHost({ clock, radio, random, ...(trace && { trace }) });
    this.#setup = new NetworkSetup({ host, clients: [this.#onOff] });
  }

  prepare(): Promise<void> {
    return this.#setup.createAppKeys([appKeyIndex]);
  }

  find(wanted: (uuid: string) => boolean): Promise<string> {
    return this.#setup.nextBeacon(wanted);
  }

  provision(uuid: Uint8Array): Promise<number> {
    return this.#setup.provision(uuid);
  }

  /**
   * Binds all application models of the device to the AppKey. Generic OnOff Servers subscribe to the
   * group, Generic OnOff Clients publish to it.
   */
  async configure(address: number): Promise<boolean> {
    const elements = await this.#setup.configure(address, (elements) =>
      elements.flatMap(({ models }, element) =>
        models
          .filter((modelId) => !isFoundationModel(modelId))
          .map((modelId) => ({
            modelId,
            element,
            appKeys: [appKeyIndex],
            subscribe: modelId === genericOnOffServerId ? [group] : [],
            publish: modelId === genericOnOffClientId ? groupPublication : undefined,
          })),
      ),
    );
    return elements[0]!.models.includes(genericOnOffServerId);
  }

  /** Sends the message several times, as a light switch does, since it is not acknowledged. */
  async switchOn(): Promise<void> {
    for (let i = 0; i < attempts; i++)
      await new Promise<void>((resolve, reject) =>
        this.#onOff.setUnacknowledged(true, {
          dst: group,
          appKeyIndex,
          onEnd: (error) => (error ? reject(error) : resolve()),
        }),
      );
  }

  async isOn(address: number): Promise<boolean> {
    return (await this.#onOff.get({ dst: address, appKeyIndex })).present;
  }

  /** Switches one light on; resolves with the state that it reports. */
  async turnOn(address: number): Promise<boolean> {
    return (await this.#onOff.set(true, { dst: address, appKeyIndex })).present;
  }

  /** The next beacon of the device is reported as its first one. */
  forget(uuid: Uint8Array): void {
    this.#setup.provisioner.scanner.forget(uuid);
  }

  addKeysTo(keys: CaptureKeys): void {
    addNetworkKeys(this.#setup.provisioner, keys);
  }

  close(): Promise<void> {
    this.#setup.close();
    return Promise.resolve();
  }
}
