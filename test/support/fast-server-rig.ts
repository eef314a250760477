import { remainder } from "../../modules/access/fields.js";
import { message } from "../../modules/access/message.js";
import { Model } from "../../modules/access/model.js";
import { vendorModelId } from "../../modules/access/model-id.js";
import { vendorOpcode } from "../../modules/access/opcode.js";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import { AddressPool } from "../../modules/espressif/fast-provisioning/addresses/address-pool.js";
import { espressifPolicy } from "../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import { KnownAddresses } from "../../modules/espressif/fast-provisioning/addresses/known-addresses.js";
import {
  FastProvisioningServer,
  type FastProvisioningServerOptions,
} from "../../modules/espressif/fast-provisioning/models/server.js";
import { ConfigurationClient } from "../../modules/foundation/configuration/client.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import type { NodeLimits } from "../../modules/node/limits.js";
import { bindAll } from "./foundation-rig.js";
import { appKey, Mesh } from "./mesh.js";
import { testRecords, TestStore } from "./records.js";

/** The node with the server: two elements, an OnOff server on each. */
export const nodeAddress = 0x0005;
export const askerAddress = 0x0001;
export const disableTimeout = 10_000;

const espressif = 0x02e5;

/** Of a server that does nothing but answer. */
export const fastServerOptions: FastProvisioningServerOptions = {
  disableTimeout,
  enterDelay: undefined,
  previousRanges: () => [],
  onEnter: () => undefined,
  onEnd: () => undefined,
  onGroupOnly: () => undefined,
  addresses: () => [],
  onAddresses: () => true,
};

/** Sends any payload, and keeps those of the statuses that come, in hexadecimal digits without the company. */
export class Asker extends Model {
  readonly heard: string[] = [];

  constructor() {
    super(vendorModelId(0x1234, 8));
    for (const number of [1, 3, 5, 7])
      this.on(
        message(`Status ${number}`, vendorOpcode(number, espressif), { data: remainder }),
        ({ data }) => this.heard.push(`c${number} ${toHex(data)}`.trim()),
      );
  }

  /** `payload`: hexadecimal digits, the opcode with the company first. */
  say(payload: string, dst = nodeAddress, appKeyIndex = 0): void {
    this.services!.send(this, fromHex(payload.replaceAll(" ", "")), { dst, appKeyIndex });
  }
}

/** A Fast Provisioning Server with what keeps addresses for it, and somebody who asks it. */
export class FastServerRig {
  readonly mesh = new Mesh();
  readonly configuration = new ConfigurationClient();
  readonly asker = new Asker();
  readonly askerNode = this.mesh.node(askerAddress, [{ models: [this.configuration, this.asker] }]);
  /** What the server reported, in order: "begin", "suspend", "exit", "leaf". */
  readonly told: string[] = [];

  constructor() {
    bindAll(this.askerNode);
  }

  /** A node with the AppKey (without: `appKeys` 0), or one that goes on with a store. */
  start(
    options: {
      readonly store?: TestStore;
      readonly limits?: Partial<NodeLimits>;
      readonly appKeys?: 0 | 1;
      readonly enterDelay?: number;
    } = {},
  ) {
    const { appKeys = 1, enterDelay, limits, store = new TestStore() } = options;
    const lights = [new GenericOnOffServer(), new GenericOnOffServer()] as const;
    const base = testRecords(store);
    const keeper = new AddressPool(base);
    const known = new KnownAddresses(base);
    const server = new FastProvisioningServer({
      disableTimeout,
      enterDelay,
      previousRanges: () => keeper.ranges,
      onEnter: ({ range }) => {
        keeper.addRange(range, espressifPolicy);
        this.told.push("begin");
      },
      onEnd: (forget) => this.told.push(forget ? "exit" : "suspend"),
      onGroupOnly: () => this.told.push("leaf"),
      addresses: () => known.list,
      onAddresses: (addresses) => known.add(addresses),
    });
    const fresh = store.records.size === 0;
    const station = this.mesh.node(
      nodeAddress,
      [{ models: [lights[0], server] }, { models: [lights[1]] }],
      { store, ...(limits && { limits }) },
    );
    if (fresh && appKeys > 0) {
      station.node.network!.applicationKeys.add(0, 0, appKey);
      server.appKeyAdded(0, 0);
    }
    return { ...station, server, lights, keeper, known };
  }

  /** What comes back to a payload within `time` ms. */
  async ask(payload: string, time = 3000, dst = nodeAddress): Promise<readonly string[]> {
    this.asker.heard.length = 0;
    this.asker.say(payload, dst);
    await this.mesh.clock.run(time);
    return [...this.asker.heard];
  }
}

/** Addresses as the messages have them, in hexadecimal digits. */
export function addressesHex(addresses: readonly number[]): string {
  return addresses.map((address) => toHex(Uint8Array.of(address, address >> 8))).join("");
}
