/** A pin, as the "config" of a manifest gives it. */
export interface PinConfig {
  /** The number of the GPIO. */
  readonly pin: number;
  /** Whether a low level means on, or pressed. */
  readonly activeLow?: boolean;
}

/**
 * The pin that the manifest's "config" has under `name`; undefined when that is missing or null.
 * Throws Error that says what to write when it is invalid.
 */
export function pinConfig(config: object, name: string): PinConfig | undefined {
  const value = (config as Record<string, unknown>)[name];
  if (value === undefined || value === null) return undefined;
  const { pin, activeLow } = value as Partial<PinConfig>;
  if (!Number.isInteger(pin) || pin! < 0 || pin! > 63)
    throw new Error(`"config" of the manifest: "${name}" needs a "pin", the number of a GPIO`);
  if (activeLow !== undefined && typeof activeLow !== "boolean")
    throw new Error(`"config" of the manifest: "activeLow" of "${name}" is true or false`);
  return { pin: pin!, ...(activeLow !== undefined && { activeLow }) };
}
