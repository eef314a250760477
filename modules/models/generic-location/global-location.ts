import { type Field, FieldError, type FieldReader, type FieldWriter } from "../../access/field.js";
import { group } from "../../access/fields.js";
import { frozen } from "../../base/frozen.js";
import { scalar } from "../common/device-properties/characteristic.js";

/** The Generic Location state on the globe: WGS 84. What is undefined is not configured. Mesh Model 1.1 §3.1.7. */
export interface GlobalLocation {
  /** Degrees north of the equator, -90..90, in steps of 42 billionths. */
  readonly latitude?: number | undefined;
  /** Degrees east of Greenwich, -180..180, in steps of 84 billionths. */
  readonly longitude?: number | undefined;
  /** Metres above the ellipsoid, from -32,768 in steps of 1. 32,766 is that or more. */
  readonly altitude?: number | undefined;
}

/** Steps from 0 to the greatest angle. */
const mostSteps = 0x7fffffff;
const notConfigured = 0x80000000;
/** A part of a step: more than the rounding errors of a double, so that what was read is written as it was. */
const roundingError = 1e-5;

/**
 * An angle, 4 octets in two's complement. Earlier texts of the specification have the sign in the
 * highest bit and the magnitude in the others; implementations have two's complement.
 */
class AngleField implements Field<number | undefined> {
  readonly minimum = 4;

  constructor(private readonly most: number) {}

  read(reader: FieldReader): number | undefined {
    const raw = reader.number(4);
    if (raw === notConfigured) return undefined;
    return ((raw | 0) * this.most) / mostSteps;
  }

  write(writer: FieldWriter, angle: number | undefined, name: string): void {
    if (angle === undefined) return writer.number(notConfigured, 4);
    if (!(typeof angle === "number" && Math.abs(angle) <= this.most))
      throw new FieldError(
        `${name}: ${String(angle)}° is not a number from ${-this.most}° to ${this.most}°`,
      );
    const steps = (angle / this.most) * mostSteps;
    writer.number(Math.floor(steps + roundingError) >>> 0, 4);
  }
}

/** The state as it is sent: 10 octets. */
export const globalLocation: Field<GlobalLocation> = /* @__PURE__ */ group({
  latitude: /* @__PURE__ */ frozen(/* @__PURE__ */ new AngleField(90)),
  longitude: /* @__PURE__ */ frozen(/* @__PURE__ */ new AngleField(180)),
  altitude: /* @__PURE__ */ scalar({
    octets: 2,
    unit: "m",
    low: -0x8000,
    high: 0x7ffe,
    unknown: 0x7fff,
    orMore: true,
  }),
});
