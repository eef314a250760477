// Takes the place of pb-gatt-device.ts and pb-gatt-client.ts in a firmware that leaves PB-GATT out
// with manifest-no-pb-gatt.json: a device is reached, and devices are provisioned, over PB-ADV.
import type { ProvisioningLink } from "../link.js";
import type { PbGattClient as Client } from "./pb-gatt-client.js";
import type { PbGattDevice as Device } from "./pb-gatt-device.js";

/** A device without the Mesh Provisioning Service. */
export class PbGattDevice implements Pick<Device, "advertise" | "close" | "pause"> {
  /** Nothing is advertised. */
  advertise(): void {
    return;
  }

  /** Nothing is advertised. */
  pause(): void {
    return;
  }

  /** There is no service to remove. */
  close(): void {
    return;
  }
}

/** A provisioner without PB-GATT. */
export class PbGattClient implements Pick<Client, "close" | "open"> {
  /** Throws Error. */
  open(): ProvisioningLink {
    throw new Error("bearer: this firmware leaves PB-GATT out; see manifest-no-pb-gatt.json");
  }

  /** There are no links. */
  close(): void {
    return;
  }
}
