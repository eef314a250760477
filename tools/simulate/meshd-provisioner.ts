import {
  genericOnOffClientId,
  genericOnOffServerId,
} from "../../modules/models/generic-onoff/messages.js";
import { statusText } from "../../modules/foundation/status.js";
import { toHex } from "../../modules/base/bytes.js";
import type { CaptureKeys } from "../capture/keys.js";
import type { Meshd } from "../meshd/meshd.js";
import { appKeyIndex, group, type LightProvisioner } from "./provisioner.js";

const ownAddress = 0x0001;
const attempts = 3;

/** BlueZ's bluetooth-meshd as the provisioner. */
export class MeshdProvisioner implements LightProvisioner {
  readonly links = 1;
  readonly #meshd: Meshd;

  constructor(meshd: Meshd) {
    this.#meshd = meshd;
  }

  get lost(): Promise<never> {
    return this.#meshd.lost;
  }

  readonly follow = (now: number): Promise<void> => this.#meshd.follow(now);

  async prepare(): Promise<void> {
    await this.#meshd.createNetwork();
    await this.#meshd.createAppKey(appKeyIndex);
    const { config } = this.#meshd;
    check("AppKey Add", await config.addAppKey(ownAddress, appKeyIndex));
    const model = { model: genericOnOffClientId };
    check("Model App Bind", await config.bind(ownAddress, ownAddress, appKeyIndex, model));
  }

  async find(wanted: (uuid: string) => boolean): Promise<string> {
    const { uuid } = await this.#meshd.findUnprovisioned((device) => wanted(toHex(device.uuid)));
    return toHex(uuid);
  }

  async provision(uuid: Uint8Array): Promise<number> {
    return (await this.#meshd.provision(uuid)).unicast;
  }

  async configure(address: number): Promise<boolean> {
    const { config } = this.#meshd;
    await config.getComposition(address);
    const model = { model: genericOnOffServerId };
    check("AppKey Add", await config.addAppKey(address, appKeyIndex));
    check("Model App Bind", await config.bind(address, address, appKeyIndex, model));
    check("Subscription Add", await config.addSubscription(address, address, group, model));
    return true;
  }

  async switchOn(): Promise<void> {
    for (let i = 0; i < attempts; i++)
      await this.#meshd.onOff.setUnacknowledged(group, appKeyIndex, true);
  }

  isOn(address: number): Promise<boolean> {
    return this.#meshd.onOff.get(address, appKeyIndex);
  }

  addKeysTo(keys: CaptureKeys): void {
    this.#meshd.addKeysTo(keys);
  }

  close(): Promise<void> {
    return this.#meshd.close();
  }
}

function check(message: string, status: number): void {
  if (status !== 0) throw new Error(`${message} was refused: ${statusText(status)}`);
}
