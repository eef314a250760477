import { MeshError } from "../../base/errors.js";
import type { DeviceProperty } from "../common/device-properties/device-property.js";

/**
 * Why a server does not have what was asked for. "no-sensor": no sensor of the property. "no-cadence":
 * no such sensor, or its cadence is not set or cannot be. "no-setting": no such sensor, or it has no
 * such setting. "read-only": the setting cannot be written. "no-series": no such sensor, or none with
 * such a column.
 */
export type SensorErrorReason =
  "no-sensor" | "no-cadence" | "no-setting" | "read-only" | "no-series";

/** A Sensor Server answered that it does not have what was asked for. */
export class SensorError extends MeshError {
  constructor(
    /** What it does not have. */
    readonly reason: SensorErrorReason,
    message: string,
  ) {
    super(message);
  }

  override get name(): string {
    return "SensorError";
  }
}

/** The error of a request for a sensor of the node at `dst`. */
export function missing(
  reason: SensorErrorReason,
  { name }: DeviceProperty,
  { dst }: { readonly dst: number },
  setting?: DeviceProperty,
): SensorError {
  const node = dst.toString(16).padStart(4, "0");
  return new SensorError(reason, `${node} ${text(reason, name, setting?.name)}`);
}

function text(reason: SensorErrorReason, sensor: string, setting = ""): string {
  switch (reason) {
    case "no-sensor":
      return `has no sensor ${sensor}`;
    case "no-cadence":
      return `has no cadence of ${sensor}: there is no such sensor, or none is set`;
    case "no-series":
      return `has no such column of ${sensor}`;
    case "no-setting":
      return `has no setting ${setting} of ${sensor}`;
    case "read-only":
      return `does not let ${setting} of ${sensor} be set`;
  }
}
