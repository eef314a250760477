import { equalBytes } from "../../../base/bytes.js";
import { TimeoutError } from "../../../base/errors.js";
import type { Clock } from "../../../host/clock.js";
import type { NodeEntry } from "../../../provisioner/database.js";
import type { Provisioner } from "../../../provisioner/provisioner.js";
import type { ProvisioningBearer } from "../../../provisioning/link.js";
import { Algorithm } from "../../../provisioning/oob.js";
import type { UnprovisionedDevice } from "../../../provisioning/scanner.js";
import type { PrimaryConnection } from "./primary-connection.js";

/** Links to the first device after which it is given up. */
const linkAttempts = 30;
/** Links to a device that may already be a node, before another device is chosen. */
const expectedAttempts = 2;
/** Milliseconds in which a device must be heard, and between two looks. */
const searchTime = 60_000;
const lookInterval = 100;
/** Milliseconds in which a device that may be a node must be found as a proxy. */
const proxyTime = 5000;

export interface FirstDeviceOptions {
  readonly provisioner: Provisioner;
  readonly clock: Clock;
  /** Start of the UUIDs of the devices. */
  readonly matchValue: Uint8Array;
  /** The device that was sent its provisioning data last. */
  readonly latest: () => { readonly uuid: Uint8Array; readonly address: number } | undefined;
  /** The device at this address is about to be sent its provisioning data. */
  readonly onData: (uuid: Uint8Array, address: number) => void;
  /** Where the devices are reached over GATT. */
  readonly connection: PrimaryConnection | undefined;
}

/**
 * Provisions the device with the highest RSSI whose UUID begins with the match value: over PB-GATT
 * where there is a proxy connection to be, else over PB-ADV. A device that was sent its data in an
 * earlier attempt is looked for first: it may be a node that sends no beacons. Rejects as
 * `Provisioner.provision` does, and with TimeoutError if no device is heard for 60 s.
 */
export async function provisionFirst(options: FirstDeviceOptions): Promise<NodeEntry> {
  const { connection, onData, provisioner } = options;
  let expectedTries = 0;
  for (let attempt = 1; ; attempt++) {
    const expected = expectedTries < expectedAttempts ? expectedDevice(options) : undefined;
    const uuid = expected?.uuid ?? (await strongestDevice(options)).uuid;
    // As a node it answers through its proxy only. As a device it shows none.
    if (connection && expected)
      await connection.connect(expected.address, proxyTime).catch(() => undefined);
    try {
      return await provisioner.provision(uuid, {
        algorithms: [Algorithm.cmac, Algorithm.hmac],
        ...(connection && { bearer: overGatt }),
        onData: ({ address }) => {
          expectedTries = 0;
          onData(uuid, address);
        },
      });
    } catch (error) {
      if (attempt === linkAttempts) throw error;
      if (expected) expectedTries++;
      provisioner.scanner.forget(uuid);
    }
  }
}

const overGatt: ProvisioningBearer = "pb-gatt";

/** The device that was sent its provisioning data last, and has not confirmed them. */
function expectedDevice({ latest, matchValue, provisioner }: FirstDeviceOptions) {
  const device = latest();
  if (!device || !matches(device.uuid, matchValue)) return undefined;
  return provisioner.database.expected(device.uuid) && device;
}

/** The device with the highest RSSI whose UUID begins with the match value; waits for one. */
async function strongestDevice(options: FirstDeviceOptions): Promise<UnprovisionedDevice> {
  const { clock, connection, matchValue, provisioner } = options;
  for (let waited = 0; waited < searchTime; waited += lookInterval) {
    let best: UnprovisionedDevice | undefined;
    for (const device of provisioner.scanner.devices) {
      if (connection && !device.bearers.includes(overGatt)) continue;
      if (matches(device.uuid, matchValue) && (!best || device.rssi > best.rssi)) best = device;
    }
    if (best) return best;
    await new Promise<void>((resolve) => clock.schedule(() => resolve(), lookInterval));
  }
  throw new TimeoutError(
    `no device whose UUID begins with the match value${connection ? " advertised PB-GATT" : ""} within ${searchTime / 1000} s`,
  );
}

function matches(uuid: Uint8Array, matchValue: Uint8Array): boolean {
  return equalBytes(uuid.subarray(0, matchValue.length), matchValue);
}
