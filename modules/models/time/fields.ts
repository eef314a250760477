import { type Field, FieldError, type FieldReader, type FieldWriter } from "../../access/field.js";
import { frozen } from "../../base/frozen.js";
import type { MeshTime, TimeRole } from "./mesh-time.js";

/** Octets of TAI seconds, and all values of them. */
const taiOctets = 5;
const taiValues = 2 ** 40;
/** Parts of a second. */
const subseconds = 256;
/** Milliseconds of a step of the uncertainty, and the highest one. */
const uncertaintyStep = 10;
const highestUncertainty = 0xff;
/** What is added to a difference to UTC; the highest sum. */
const deltaOffset = 255;
const highestDelta = 0x7fff;
/** Minutes of a step of a zone; what is added to the steps. */
const zoneStep = 15;
const zoneOffset = 64;

function whole(value: number, low: number, high: number, name: string, unit: string): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new FieldError(
      `${name}: ${value} ${unit} is not a whole number from ${low} to ${high} ${unit}`,
    );
}

/** TAI seconds; 0: unknown. */
export const taiSeconds: Field<number> = frozen({
  minimum: taiOctets,
  read: (reader: FieldReader) => reader.number(taiOctets),
  write(writer: FieldWriter, seconds: number, name: string): void {
    whole(seconds, 0, taiValues - 1, name, "s");
    writer.number(seconds, taiOctets);
  },
});

/** A difference of TAI to UTC in seconds; bit 15 is not used. */
export const taiUtcDelta: Field<number> = frozen({
  minimum: 2,
  read(reader: FieldReader): number {
    const raw = reader.number(2);
    if (raw > highestDelta) reader.ok = false;
    return raw - deltaOffset;
  },
  write(writer: FieldWriter, seconds: number, name: string): void {
    whole(seconds, -deltaOffset, highestDelta - deltaOffset, name, "s");
    writer.number(seconds + deltaOffset, 2);
  },
});

/** A zone in minutes. */
export const timeZone: Field<number> = frozen({
  minimum: 1,
  read: (reader: FieldReader) => (reader.number(1) - zoneOffset) * zoneStep,
  write(writer: FieldWriter, minutes: number, name: string): void {
    const steps = minutes / zoneStep + zoneOffset;
    if (!Number.isInteger(steps) || steps < 0 || steps > 0xff)
      throw new FieldError(
        `${name}: ${minutes} minutes are not a multiple of 15 from -960 to 2865 minutes`,
      );
    writer.number(steps, 1);
  },
});

const roles: readonly TimeRole[] = frozen(["none", "authority", "relay", "client"]);

/** The octet of a role. */
export function roleOctet(role: TimeRole): number {
  return roles.indexOf(role);
}

/** The role of an octet; undefined for a prohibited one. */
export function roleOf(octet: number): TimeRole | undefined {
  return roles[octet];
}

/** A role. */
export const timeRole: Field<TimeRole> = frozen({
  minimum: 1,
  read(reader: FieldReader): TimeRole {
    const role = roleOf(reader.number(1));
    if (role === undefined) reader.ok = false;
    return role ?? "none";
  },
  write(writer: FieldWriter, role: TimeRole, name: string): void {
    if (!roles.includes(role))
      throw new FieldError(`${name}: ${String(role)} is none of ${roles.join(", ")}`);
    writer.number(roleOctet(role), 1);
  },
});

/** TAI seconds, subsecond, uncertainty, authority with TAI-UTC Delta, zone. Seconds 0: the time is unknown. */
function readTime(reader: FieldReader): MeshTime {
  const seconds = reader.number(taiOctets);
  const subsecond = reader.number(1);
  const uncertainty = reader.number(1) * uncertaintyStep;
  const word = reader.number(2);
  const zone = timeZone.read(reader);
  return {
    tai: seconds + subsecond / subseconds,
    uncertainty,
    authority: (word & 1) !== 0,
    taiUtcDelta: (word >> 1) - deltaOffset,
    zone,
  };
}

function writeTime(writer: FieldWriter, time: MeshTime, name: string): void {
  const { authority, tai, uncertainty, zone } = time;
  if (!(tai >= 0 && tai < taiValues))
    throw new FieldError(`${name}.tai: ${tai} s is not a number from 0 to below ${taiValues} s`);
  if (!(uncertainty >= 0))
    throw new FieldError(`${name}.uncertainty: ${uncertainty} ms is not a number from 0 ms`);
  const delta = time.taiUtcDelta;
  whole(delta, -deltaOffset, highestDelta - deltaOffset, `${name}.taiUtcDelta`, "s");
  const seconds = Math.floor(tai);
  writer.number(seconds, taiOctets);
  writer.number(Math.floor((tai - seconds) * subseconds), 1);
  writer.number(Math.min(Math.ceil(uncertainty / uncertaintyStep), highestUncertainty), 1);
  writer.number(((delta + deltaOffset) << 1) | (authority ? 1 : 0), 2);
  timeZone.write(writer, zone, `${name}.zone`);
}

/** The time, of which seconds 0 mean that it is unknown. */
export const settingTime: Field<MeshTime> = frozen({
  minimum: 10,
  read: readTime,
  write: writeTime,
});

/** The time; undefined: unknown, which is the seconds alone. */
export const knownTime: Field<MeshTime | undefined> = frozen({
  minimum: taiOctets,
  read(reader: FieldReader): MeshTime | undefined {
    if (reader.remaining > taiOctets) {
      const time = readTime(reader);
      if (time.tai < 1) reader.ok = false;
      return time;
    }
    if (reader.number(taiOctets) !== 0) reader.ok = false;
    return undefined;
  },
  write(writer: FieldWriter, time: MeshTime | undefined, name: string): void {
    if (time === undefined) writer.number(0, taiOctets);
    else writeTime(writer, time, name);
  },
});
