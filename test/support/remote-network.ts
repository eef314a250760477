import { AdvertisingBearer } from "../../modules/bearer/advertising-bearer.js";
import { Diagnostics } from "../../modules/base/diagnostics.js";
import { RemoteProvisioningServer } from "../../modules/foundation/remote-provisioning/server.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node, type NodeOptions } from "../../modules/node/node.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { ProvisioningDevice } from "../../modules/provisioning/device.js";
import type { DeviceCapabilities } from "../../modules/provisioning/device-options.js";
import type { DeviceProvisioned } from "../../modules/provisioning/device-session-options.js";
import { Mesh, type TestHost } from "./mesh.js";
import { TestStore } from "./records.js";

/** UUIDs of 16 equal octets. */
export const uuidOf = (octet: number) => new Uint8Array(16).fill(octet);

/** A provisioner, nodes with servers, and devices; who hears whom is `mesh.air.filter`. */
export class RemoteNetwork {
  readonly mesh = new Mesh();
  provisionerHost: TestHost;
  provisioner: Provisioner;

  constructor() {
    this.provisionerHost = this.mesh.host();
    this.provisioner = this.#provisioner();
  }

  /** The provisioner again, from a store. */
  restart(store: TestStore = this.provisionerHost.store.copy()): void {
    this.provisioner.close();
    this.provisionerHost = this.mesh.host(store);
    this.provisioner = this.#provisioner();
    this.inLine();
  }

  /** A device with a Remote Provisioning server and some OnOff servers. */
  device(
    octet: number,
    options: Partial<NodeOptions> & { readonly store?: TestStore; readonly count?: number } = {},
  ) {
    const { count = 1, store = new TestStore(), ...others } = options;
    const host = this.mesh.host(store);
    const elements = Array.from({ length: count }, (_, i) => ({
      models: [...(i === 0 ? [new RemoteProvisioningServer()] : []), new GenericOnOffServer()],
    }));
    const uuid = uuidOf(octet);
    const settings = { relay: true };
    const node = new Node({ host, companyId: 0xffff, uuid, elements, settings, ...others });
    this.line.push(host.radio.index);
    return { host, node, store, uuid };
  }

  /** The device at a place in the line again, from a store: after a power cut, or with other firmware. */
  replace(place: number, octet: number, store: TestStore, count = 1) {
    const device = this.device(octet, { store, count });
    this.line[place] = this.line.pop()!;
    this.inLine();
    return device;
  }

  /** A device that is no more than its provisioning: with any OOB. */
  bareDevice(octet: number, capabilities: DeviceCapabilities) {
    const host = this.mesh.host();
    const diagnostics = new Diagnostics();
    const bearer = new AdvertisingBearer({ ...host, diagnostics });
    const results: DeviceProvisioned[] = [];
    const uuid = uuidOf(octet);
    const device = new ProvisioningDevice({
      ...host,
      bearer,
      diagnostics,
      uuid,
      capabilities,
      beaconInterval: 500,
      onProvisioned: (result) => results.push(result),
    });
    device.start();
    this.line.push(host.radio.index);
    return { device, results, uuid };
  }

  /** Radios in the order of their devices' making. */
  readonly line: number[] = [];

  /** From now on each hears its neighbours in the line alone, and the provisioner the first. */
  inLine(): void {
    const places = [this.provisionerHost.radio.index, ...this.line];
    this.mesh.air.filter = (from, to) => {
      const a = places.indexOf(from);
      const b = places.indexOf(to);
      return a >= 0 && b >= 0 && Math.abs(a - b) === 1;
    };
  }

  #provisioner(): Provisioner {
    return new Provisioner({
      host: this.provisionerHost,
      uuid: uuidOf(0x01),
      companyId: 0xffff,
      firstAddress: 0x0100,
    });
  }
}
