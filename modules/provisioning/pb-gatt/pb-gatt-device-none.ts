// Takes the place of pb-gatt-device.ts in a firmware that leaves PB-GATT out with
// manifest-no-pb-gatt.json: the device is reached over PB-ADV.
import type { PbGattDevice as Device } from "./pb-gatt-device.js";

/** A device without the Mesh Provisioning Service. */
export class PbGattDevice implements Pick<
  Device,
  "advertise" | "close" | "pause" | "resume" | "suspend"
> {
  /** Nothing is advertised. */
  advertise(): void {
    return;
  }

  /** Nothing is advertised. */
  pause(): void {
    return;
  }

  /** Nothing is advertised. */
  suspend(): void {
    return;
  }

  /** Nothing is advertised. */
  resume(): void {
    return;
  }

  /** There is no service to remove. */
  close(): void {
    return;
  }
}
