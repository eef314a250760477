import { type Field, FieldError, type FieldReader, type FieldWriter } from "../../access/field.js";
import { check } from "../../access/field-kinds.js";
import { frozen } from "../../base/frozen.js";

/** The Generic Battery state. What is undefined is not known. Mesh Model 1.1 §3.1.6. */
export interface BatteryState {
  /** Charge, 0..100 %. */
  readonly level?: number | undefined;
  /** Minutes until it is discharged, 0..16,777,214. */
  readonly timeToDischarge?: number | undefined;
  /** Minutes until it is charged, 0..16,777,214. */
  readonly timeToCharge?: number | undefined;
  /** Whether there is a battery, and one that can be removed. */
  readonly presence?: "absent" | "removable" | "fixed" | undefined;
  /** How far it is charged. */
  readonly indicator?: "critically low" | "low" | "good" | undefined;
  /** Whether it can be charged, and is. */
  readonly charging?: "not chargeable" | "not charging" | "charging" | undefined;
  /** Whether it needs service. */
  readonly serviceability?: "not required" | "required" | undefined;
}

const unknownLevel = 0xff;
const mostMinutes = 0xfffffe;
const unknownMinutes = 0xffffff;
/** The code of each of the flags for "unknown". */
const unknownFlag = 3;

const presences = frozen(["absent", "removable", "fixed"] as const);
const indicators = frozen(["critically low", "low", "good"] as const);
const chargings = frozen(["not chargeable", "not charging", "charging"] as const);
/** Code 0 is reserved for future use. */
const serviceabilities = frozen([undefined, "not required", "required"] as const);

function writeNumber(
  writer: FieldWriter,
  value: number | undefined,
  name: string,
  octets: 1 | 3,
): void {
  if (value !== undefined) check(value, 0, octets === 1 ? 100 : mostMinutes, name);
  writer.number(value ?? (octets === 1 ? unknownLevel : unknownMinutes), octets);
}

function flag<T>(texts: readonly (T | undefined)[], value: T | undefined, name: string): number {
  if (value === undefined) return unknownFlag;
  const code = texts.indexOf(value);
  if (code >= 0) return code;
  const all = texts.filter((text) => text !== undefined).join(", ");
  throw new FieldError(`${name}: ${String(value)} is none of ${all}`);
}

/** The state as it is sent: 8 octets. Reserved codes are prohibited. */
export const batteryState: Field<BatteryState> = frozen({
  minimum: 8,
  read(reader: FieldReader): BatteryState {
    const level = reader.number(1);
    const discharge = reader.number(3);
    const charge = reader.number(3);
    const flags = reader.number(1);
    const service = flags >> 6;
    if ((level > 100 && level !== unknownLevel) || service === 0) reader.ok = false;
    return {
      level: level === unknownLevel ? undefined : level,
      timeToDischarge: discharge === unknownMinutes ? undefined : discharge,
      timeToCharge: charge === unknownMinutes ? undefined : charge,
      presence: presences[flags & 3],
      indicator: indicators[(flags >> 2) & 3],
      charging: chargings[(flags >> 4) & 3],
      serviceability: serviceabilities[service],
    };
  },
  write(writer: FieldWriter, state: BatteryState): void {
    writeNumber(writer, state.level, "level", 1);
    writeNumber(writer, state.timeToDischarge, "timeToDischarge", 3);
    writeNumber(writer, state.timeToCharge, "timeToCharge", 3);
    const flags =
      flag(presences, state.presence, "presence") |
      (flag(indicators, state.indicator, "indicator") << 2) |
      (flag(chargings, state.charging, "charging") << 4) |
      (flag(serviceabilities, state.serviceability, "serviceability") << 6);
    writer.number(flags, 1);
  },
});
