import { type Field, FieldError, type FieldReader, type FieldWriter } from "../../access/field.js";
import { frozen } from "../../base/frozen.js";
import { scalar } from "../common/device-properties/characteristic.js";

/**
 * A storey: -20 (that or lower) to 232 (that or higher), or the ground floor, where that is counted as
 * 0 and where it is counted as 1.
 */
export type Floor = number | "ground floor 0" | "ground floor 1";

/** The Generic Location state within a building. What is undefined is not configured. Mesh Model 1.1 §3.1.7. */
export interface LocalLocation {
  /** Metres north of the origin, -3276.7..3276.7 in steps of 0.1. */
  readonly north?: number | undefined;
  /** Metres east of the origin, -3276.7..3276.7 in steps of 0.1. */
  readonly east?: number | undefined;
  /** Metres above the origin, from -3276.8 in steps of 0.1. 3276.6 is that or more. */
  readonly altitude?: number | undefined;
  /** The storey. */
  readonly floor?: Floor | undefined;
  /** Whether the device moves. Default: false. */
  readonly mobile?: boolean | undefined;
  /** Seconds since the location was determined, 0..4096, rounded up to 1/8 times a power of 2. Default 4096. */
  readonly updateTime?: number | undefined;
  /** Metres by which the location may be wrong, 0..4096, rounded up to 1/8 times a power of 2. Default 4096. */
  readonly precision?: number | undefined;
}

const lowestFloor = -20;
const highestFloor = 232;
const groundFloors = frozen(["ground floor 0", "ground floor 1"] as const);
const firstGroundFloor = 0xfd;
const noFloor = 0xff;
const mostUncertain = 4096;

const distance = /* @__PURE__ */ scalar({
  octets: 2,
  unit: "m",
  perUnit: 10,
  low: -0x7fff,
  high: 0x7fff,
  unknown: -0x8000,
});
const height = /* @__PURE__ */ scalar({
  octets: 2,
  unit: "m",
  perUnit: 10,
  low: -0x8000,
  high: 0x7ffe,
  unknown: 0x7fff,
  orMore: true,
});

function decodeFloor(octet: number): Floor | undefined {
  if (octet === noFloor) return undefined;
  return groundFloors[octet - firstGroundFloor] ?? octet + lowestFloor;
}

function encodeFloor(floor: Floor | undefined): number {
  if (floor === undefined) return noFloor;
  if (typeof floor === "number" && Number.isInteger(floor))
    return Math.max(lowestFloor, Math.min(highestFloor, floor)) - lowestFloor;
  const ground = groundFloors.indexOf(floor as (typeof groundFloors)[number]);
  if (ground >= 0) return firstGroundFloor + ground;
  throw new FieldError(
    `floor: ${String(floor)} is neither a whole number nor one of ${groundFloors.join(", ")}`,
  );
}

/** The exponent of a power of 2, eighths, that is not below `value`. */
function exponent(value: number | undefined, name: string, unit: string): number {
  const eighths = (value ?? mostUncertain) * 8;
  if (!(eighths >= 0 && eighths <= mostUncertain * 8))
    throw new FieldError(
      `${name}: ${String(value)} ${unit} is not a number from 0 to ${mostUncertain} ${unit}`,
    );
  return eighths <= 1 ? 0 : Math.ceil(Math.log2(eighths));
}

/** The state as it is sent: 9 octets. Bits that are reserved are ignored. */
export const localLocation: Field<LocalLocation> = frozen({
  minimum: 9,
  read(reader: FieldReader): LocalLocation {
    const north = distance.read(reader);
    const east = distance.read(reader);
    const altitude = height.read(reader);
    const floor = decodeFloor(reader.number(1));
    const uncertainty = reader.number(2);
    return {
      north,
      east,
      altitude,
      floor,
      mobile: (uncertainty & 1) === 1,
      updateTime: 2 ** ((uncertainty >> 8) & 0xf) / 8,
      precision: 2 ** (uncertainty >> 12) / 8,
    };
  },
  write(writer: FieldWriter, location: LocalLocation): void {
    const { mobile = false } = location;
    if (typeof mobile !== "boolean")
      throw new FieldError(`mobile: ${String(mobile)} is neither true nor false`);
    distance.write(writer, location.north, "north");
    distance.write(writer, location.east, "east");
    height.write(writer, location.altitude, "altitude");
    writer.number(encodeFloor(location.floor), 1);
    const uncertainty =
      Number(mobile) |
      (exponent(location.updateTime, "updateTime", "s") << 8) |
      (exponent(location.precision, "precision", "m") << 12);
    writer.number(uncertainty, 2);
  },
});
