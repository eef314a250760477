import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import {
  genericOnOffClientId,
  genericOnOffServerId,
} from "../../modules/models/generic-onoff/messages.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node, type NodeOptions } from "../../modules/node/node.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { Mesh, type MeshOptions, type TestHost } from "./mesh.js";
import { TestStore } from "./records.js";

export const lightUuid = new Uint8Array(16).fill(0x11);
export const group = 0xc000;
const provisionerUuid = new Uint8Array(16).fill(0x01);

/** A real provisioner with an OnOff client, and lights for it to take in. */
export class NetworkRig {
  readonly mesh: Mesh;
  onOff = new GenericOnOffClient();
  provisioner: Provisioner;
  provisionerHost: TestHost;
  readonly #advertising: boolean;

  /** `advertising`: whether the provisioner uses the advertising bearer. Default true. */
  constructor(
    options: Omit<MeshOptions, "sets"> & {
      readonly store?: TestStore;
      readonly advertising?: boolean;
    } = {},
  ) {
    const { advertising = true, store, ...others } = options;
    this.#advertising = advertising;
    this.mesh = new Mesh({ seed: 1, ...others });
    this.provisionerHost = this.mesh.host(store);
    this.provisioner = this.#provisioner();
  }

  /** The provisioner again, from what its store holds. */
  restartProvisioner(store = this.provisionerHost.store.copy()): void {
    this.provisioner.close();
    this.onOff = new GenericOnOffClient();
    this.provisionerHost = this.mesh.host(store);
    this.provisioner = this.#provisioner();
  }

  light(store = new TestStore(), options: Partial<NodeOptions> = {}) {
    const host = this.mesh.host(store);
    const light = new GenericOnOffServer({ restore: true });
    const elements = [{ models: [light] }];
    const limits = { sequenceBlock: 4 };
    const node = new Node({
      host,
      companyId: 0xffff,
      uuid: lightUuid,
      elements,
      limits,
      ...options,
    });
    return { host, light, node, store };
  }

  /** AppKey 0 for the provisioner's own client. */
  async prepare(): Promise<void> {
    const { address, configuration } = this.provisioner;
    await this.provisioner.createAppKey(0);
    const model = { elementAddress: address, modelId: genericOnOffClientId };
    await configuration.bind(address, model, 0);
  }

  async configure(address: number): Promise<void> {
    const { configuration } = this.provisioner;
    const model = { elementAddress: address, modelId: genericOnOffServerId };
    await this.provisioner.addAppKey(address, 0);
    await configuration.bind(address, model, 0);
    await configuration.subscribe(address, model, group);
  }

  /** From nothing to a light that is on. */
  async setUp(uuid = lightUuid): Promise<number> {
    await this.prepare();
    const { address } = await this.provisioner.provision(uuid);
    await this.configure(address);
    await this.onOff.set(true, { dst: address, appKeyIndex: 0 });
    return address;
  }

  #provisioner(): Provisioner {
    return new Provisioner({
      advertising: this.#advertising,
      host: this.provisionerHost,
      uuid: provisionerUuid,
      companyId: 0xffff,
      models: [this.onOff],
    });
  }
}
