// Takes the place of pb-gatt-client.ts in a firmware that leaves PB-GATT out with
// manifest-no-pb-gatt.json: devices are provisioned over PB-ADV.
import type { ProvisioningLink } from "../link.js";
import type { PbGattClient as Client } from "./pb-gatt-client.js";

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
