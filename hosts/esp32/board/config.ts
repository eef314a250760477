/** What is on a board: the names of these members in the manifest's "config". */
export type BoardPart = "lamps" | "buttons" | "sensors";

/** One lamp, button or sensor in the manifest's "config". */
export interface BoardEntry {
  /** Of a lamp "pin" (default), "pwm" or "neopixel", of a sensor "digital" (default), "analog" or "apds9301". */
  readonly kind?: string;
  /** The number of the GPIO. */
  readonly pin?: number;
  /** The numbers of the GPIOs of a lamp with several channels. */
  readonly pins?: readonly number[];
  /** The numbers of the GPIOs of a sensor on an I2C bus. */
  readonly data?: number;
  readonly clock?: number;
  /** Whether a low level means on, or pressed. */
  readonly activeLow?: boolean;
  /** Channel of ADC1 of an analog sensor. */
  readonly channel?: number;
  /** The value of an analog sensor is volts × scale + offset. */
  readonly scale?: number;
  readonly offset?: number;
}

type Entries = Readonly<Record<string, BoardEntry | null | undefined>>;

function entriesOf(config: object, part: BoardPart): Entries {
  return (config as Readonly<Record<string, Entries | undefined>>)[part] ?? {};
}

/** The names of the lamps, buttons or sensors in the manifest's "config", without those set to null. */
export function boardNames(config: object, part: BoardPart): string[] {
  const entries = entriesOf(config, part);
  return Object.keys(entries).filter((name) => entries[name]);
}

/** The entry of this name. Throws Error that lists the names that there are. */
export function boardEntry(config: object, part: BoardPart, name: string): BoardEntry {
  const entry = entriesOf(config, part)[name];
  if (entry) return entry;
  const names = boardNames(config, part)
    .map((other) => `"${other}"`)
    .join(", ");
  throw new Error(
    `"config" of the manifest: no "${name}" in "${part}", only ${names || "nothing"}`,
  );
}

/**
 * A number of an entry, such as that of its pin, from 0 to `most`. Throws Error that says what
 * is needed.
 */
export function entryNumber(
  entry: BoardEntry,
  member: "channel" | "clock" | "data" | "pin",
  most: number,
): number {
  const value = entry[member];
  if (Number.isInteger(value) && value! >= 0 && value! <= most) return value!;
  const text = JSON.stringify(entry);
  throw new Error(
    `"config" of the manifest: ${text} needs "${member}", a number from 0 to ${most}`,
  );
}

/** The highest number of a GPIO on any chip. */
export const lastPin = 63;

/** The number of an entry's GPIO. Throws Error that says what is needed. */
export function entryPin(entry: BoardEntry): number {
  return entryNumber(entry, "pin", lastPin);
}

/** The numbers of an entry's GPIOs: "pins", or "pin" alone. Throws Error that says what is needed. */
export function entryPins(entry: BoardEntry): readonly number[] {
  const pins: unknown = entry.pins;
  if (pins === undefined) return [entryPin(entry)];
  const right = (pin: unknown) =>
    Number.isInteger(pin) && (pin as number) >= 0 && (pin as number) <= lastPin;
  if (Array.isArray(pins) && pins.length >= 1 && pins.length <= 3 && pins.every(right))
    return pins as number[];
  const text = JSON.stringify(entry);
  throw new Error(
    `"config" of the manifest: ${text} needs "pins", one to three numbers from 0 to ${lastPin}`,
  );
}

/** Throws Error for an entry whose kind is none of those that there are. */
export function unknownKind(entry: BoardEntry, kinds: string): never {
  throw new Error(`"config" of the manifest: ${JSON.stringify(entry)} needs a "kind": ${kinds}`);
}
