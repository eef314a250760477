import { Diagnostics } from "../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../modules/bearer/advertising-bearer.js";
import type { Crypto } from "../../modules/host/crypto.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import {
  ProvisioningDevice,
  type ProvisioningDeviceOptions,
} from "../../modules/provisioning/device.js";
import type { DeviceProvisioned } from "../../modules/provisioning/device-session-options.js";
import type { PbAdvTiming } from "../../modules/provisioning/pb-adv/timing.js";
import { ProvisionerRole } from "../../modules/provisioning/provisioner.js";
import type {
  ProvisionedDevice,
  ProvisionOptions,
} from "../../modules/provisioning/provisioner-options.js";
import { TestAir, type TestAirOptions, type TestRadio } from "./test-air.js";
import { TestClock } from "./test-clock.js";
import { TestGattAir, type TestGattOptions } from "./test-gatt.js";
import { TestRandom } from "./test-random.js";
import { virtualCrypto } from "./virtual-crypto.js";

export const testNetKey = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i);

export interface RigOptions extends Omit<TestAirOptions, "clock"> {
  readonly sets?: number;
  readonly ecdhMilliseconds?: number;
  readonly timing?: PbAdvTiming;
  /** Gives every radio a GATT server and a GATT client. */
  readonly gatt?: TestGattOptions;
}

/** An air with a provisioner (radio 0) and devices (radios 1, 2, ...). */
export class Rig {
  readonly clock = new TestClock();
  readonly air: TestAir;
  readonly options: RigOptions;
  readonly role: ProvisionerRole;
  readonly bearer: AdvertisingBearer;
  readonly crypto: Crypto;
  readonly diagnostics = new Diagnostics();
  readonly gatt: TestGattAir | undefined;
  #nodes = 0;
  #address = 1;

  constructor(options: RigOptions = {}) {
    this.options = options;
    this.air = new TestAir({ ...options, clock: this.clock });
    if (options.gatt) this.gatt = new TestGattAir(this.clock, this.air, options.gatt);
    const common = this.#node(this.diagnostics);
    this.bearer = common.bearer;
    this.crypto = common.crypto;
    const { gattClient } = common.radio;
    this.role = new ProvisionerRole({
      ...common,
      ...(gattClient && { gattClient }),
      ...this.#timing(),
    });
  }

  device(options: Partial<ProvisioningDeviceOptions> = {}): DeviceRig {
    const uuid = new Uint8Array(16).fill(this.#nodes);
    const events: string[] = [];
    const results: DeviceProvisioned[] = [];
    const traced: TraceEvent[] = [];
    const common = this.#node(new Diagnostics((event) => traced.push(event)));
    const { gatt } = common.radio;
    const device = new ProvisioningDevice({
      ...common,
      ...(gatt && { gatt }),
      ...this.#timing(),
      uuid,
      capabilities: { elements: 2 },
      beaconInterval: 500,
      onAttention: (seconds) => events.push(`attention ${seconds}`),
      onLinkOpen: () => events.push("open"),
      onLinkClose: (reason, by) => events.push(`close ${reason} ${by}`),
      onFailed: (code) => events.push(`failed ${code}`),
      onProvisioned: (result) => {
        events.push("provisioned");
        results.push(result);
      },
      ...options,
    });
    device.start();
    return { uuid, device, events, results, traced, ...common };
  }

  /** Provisions with an address of its own. */
  provision(uuid: Uint8Array, options: Partial<ProvisionOptions> = {}): Promise<ProvisionedDevice> {
    return this.role.provision({
      uuid,
      assign: ({ elements }) => {
        const address = this.#address;
        this.#address += elements;
        return { netKey: testNetKey, netKeyIndex: 5, flags: 0, ivIndex: 0x01020304, address };
      },
      ...options,
    });
  }

  /** The promise's value or error, letting virtual time go on as far as it takes. */
  async outcome<T>(promise: Promise<T>, limit = 300_000): Promise<T | Error> {
    let outcome: { value: T | Error } | undefined;
    promise.then(
      (value) => (outcome = { value }),
      (error: unknown) => (outcome = { value: error as Error }),
    );
    await this.clock.run(limit, () => outcome !== undefined);
    if (outcome === undefined) throw new Error("nothing came of it");
    return outcome.value;
  }

  #timing() {
    return this.options.timing === undefined ? {} : { timing: this.options.timing };
  }

  #node(diagnostics: Diagnostics) {
    const seed = (this.options.seed ?? 1) * 100 + this.#nodes++;
    const radio = this.air.radio(this.options.sets ?? 1);
    this.gatt?.server(radio);
    this.gatt?.client(radio);
    const clock = this.clock;
    const random = new TestRandom(seed);
    const crypto = virtualCrypto(clock, this.options.ecdhMilliseconds);
    const bearer = new AdvertisingBearer({ radio, clock, random, diagnostics });
    return { radio, clock, random, crypto, bearer, diagnostics };
  }
}

export interface DeviceRig {
  readonly uuid: Uint8Array;
  readonly device: ProvisioningDevice;
  /** Callbacks, in order. */
  readonly events: string[];
  readonly results: DeviceProvisioned[];
  readonly traced: TraceEvent[];
  readonly diagnostics: Diagnostics;
  readonly bearer: AdvertisingBearer;
  readonly radio: TestRadio;
}
