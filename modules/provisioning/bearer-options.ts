import { frozen } from "../base/frozen.js";
import { utf8Bytes } from "../base/utf8.js";
import type { GattServer } from "../host/gatt.js";
import type { ProvisioningBearer } from "./link.js";
import { longestName } from "./pb-gatt/service.js";

/** How a provisioner reaches an unprovisioned device. */
export interface BearerOptions {
  /**
   * Provisioning bearers of the device. Default: PB-ADV, and PB-GATT if the radio has a GATT
   * server. Without PB-ADV it sends no unprovisioned device beacons.
   */
  readonly bearers?: readonly ProvisioningBearer[];
  /**
   * Name in the scan response of PB-GATT, 1..24 octets of UTF-8. A hyphen and the last four
   * hexadecimal digits of the device UUID follow it. Default: "mesh".
   */
  readonly name?: string;
}

const known: readonly ProvisioningBearer[] = frozen(["pb-adv", "pb-gatt"]);

/** Throws RangeError, naming the option and what is possible. */
export function checkBearers({ bearers, name }: BearerOptions, gatt: GattServer | undefined): void {
  if (bearers?.length === 0)
    throw new RangeError("bearers must name at least one of pb-adv and pb-gatt");
  for (const bearer of bearers ?? [])
    if (!known.includes(bearer))
      throw new RangeError(`bearers must be of pb-adv and pb-gatt, not ${String(bearer)}`);
  if (bearers?.includes("pb-gatt") && !gatt)
    throw new RangeError(
      "bearers: pb-gatt needs a radio with a GATT server, and radio.gatt is absent",
    );
  if (name === undefined) return;
  const { length } = utf8Bytes(name);
  if (length < 1 || length > longestName)
    throw new RangeError(`name: ${length} octets of UTF-8 where 1..${longestName} are possible`);
}

/** Whether a device uses a bearer. */
export function usesBearer(
  { bearers }: BearerOptions,
  bearer: ProvisioningBearer,
  gatt: GattServer | undefined,
): boolean {
  if (bearer === "pb-gatt" && !gatt) return false;
  return bearers?.includes(bearer) ?? true;
}
