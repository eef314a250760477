import { nodeHost } from "../../hosts/node/host.js";
import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import { toHex } from "../../modules/base/bytes.js";
import { TimeoutError } from "../../modules/base/errors.js";
import type { Clock } from "../../modules/host/clock.js";
import type { Trace } from "../../modules/host/trace.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import {
  genericOnOffClientId,
  genericOnOffServerId,
} from "../../modules/models/generic-onoff/messages.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import type { Station } from "../air/station.js";
import type { CaptureKeys } from "../capture/keys.js";
import { isFoundationModel } from "../network/model-names.js";
import { addNetworkKeys } from "../network/network-keys.js";
import { appKeyIndex, group, type LightProvisioner } from "./provisioner.js";

const companyId = 0xffff;
/** Milliseconds within which the beacon of a light must be received. */
const beaconTimeout = 120_000;
const attempts = 3;
/** What a switch gets: it publishes to the group of the lamps. */
const groupPublication = { address: group, appKeyIndex, retransmitCount: 2 };

/** This project's provisioner, on Node.js. */
export class OwnProvisioner implements LightProvisioner {
  // Two links: one exchanges PDUs while the other waits.
  readonly links = 2;
  readonly #onOff = new GenericOnOffClient();
  readonly #provisioner: Provisioner;
  readonly #clock: Clock;
  /** Called when the beacon of a light is received. */
  #onFound: ((uuid: string) => void) | undefined;

  constructor(options: {
    readonly clock: Clock;
    readonly station: Station;
    readonly random: SeededRandom;
    readonly trace?: Trace;
  }) {
    const { clock, station: radio, random, trace } = options;
    this.#clock = clock;
    this.#provisioner = new Provisioner({
      host: nodeHost({ clock, radio, random, ...(trace && { trace }) }),
      uuid: new TextEncoder().encode("xs-mesh-simulate"),
      companyId,
      models: [this.#onOff],
      onFound: (device) => this.#onFound?.(toHex(device.uuid)),
    });
  }

  async prepare(): Promise<void> {
    const { address, configuration } = this.#provisioner;
    await this.#provisioner.createAppKey(appKeyIndex);
    const model = { elementAddress: address, modelId: genericOnOffClientId };
    await configuration.bind(address, model, appKeyIndex);
  }

  find(wanted: (uuid: string) => boolean): Promise<string> {
    const known = this.#provisioner.scanner.devices.find(({ uuid }) => wanted(toHex(uuid)));
    if (known) return Promise.resolve(toHex(known.uuid));
    return new Promise((resolve, reject) => {
      const timer = this.#clock.schedule(() => {
        this.#onFound = undefined;
        reject(new TimeoutError(`no beacon of a light within ${beaconTimeout} ms`));
      }, beaconTimeout);
      this.#onFound = (uuid) => {
        if (!wanted(uuid)) return;
        this.#onFound = undefined;
        this.#clock.cancel(timer);
        resolve(uuid);
      };
    });
  }

  async provision(uuid: Uint8Array): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.#provisioner.provision(uuid)).address;
      } catch (error) {
        if (attempt === attempts) throw error;
        // A device whose link was lost sends beacons again.
        this.#provisioner.scanner.forget(uuid);
        await this.#provisioner.scanner.wait(uuid, { timeout: beaconTimeout });
      }
    }
  }

  /**
   * Binds all application models of the device to the AppKey. Generic OnOff Servers subscribe to the
   * group, Generic OnOff Clients publish to it.
   */
  async configure(address: number): Promise<boolean> {
    const { configuration } = this.#provisioner;
    const { elements } = await configuration.getComposition(address);
    await this.#provisioner.addAppKey(address, appKeyIndex);
    for (const [i, { models }] of elements.entries())
      for (const modelId of models) {
        if (isFoundationModel(modelId)) continue;
        const model = { elementAddress: address + i, modelId };
        await configuration.bind(address, model, appKeyIndex);
        if (modelId === genericOnOffServerId) await configuration.subscribe(address, model, group);
        if (modelId === genericOnOffClientId)
          await configuration.setPublication(address, model, groupPublication);
      }
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
    this.#provisioner.scanner.forget(uuid);
  }

  addKeysTo(keys: CaptureKeys): void {
    addNetworkKeys(this.#provisioner, keys);
  }

  close(): Promise<void> {
    this.#provisioner.close();
    return Promise.resolve();
  }
}
