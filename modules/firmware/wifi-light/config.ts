import { fromHex } from "../../base/bytes.js";
import type { SecurityOptions } from "../../protocomm/security/options.js";
import type { WifiLightOptions } from "./wifi-light.js";

/** What a manifest's "config" may say of a wifi-light. */
export type WifiLightConfig = Pick<
  WifiLightOptions,
  | "offerAfter"
  | "provisioning"
  | "resetProvisioning"
  | "securities"
  | "softApPassphrase"
  | "transport"
  | "username"
>;

/** Throws Error that names the entry, and says what is wanted. */
function wrong(name: string, wanted: string): never {
  throw new Error(`"config" of the manifest: "${name}" is ${wanted}`);
}

/** Values by name. mcconfig's command line (`mcconfig -m security=2`) makes texts of all. */
class Entries {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(config: object) {
    this.#values = config as Record<string, unknown>;
  }

  /** Undefined where there is none, or null. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === "string" ? value : wrong(name, "a text");
  }

  number(name: string, from: number, to: number): number | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null || value === "") return undefined;
    const number = Number(value);
    return Number.isInteger(number) && number >= from && number <= to
      ? number
      : wrong(name, `a whole number from ${from} to ${to}`);
  }

  flag(name: string): boolean {
    const value = this.#values[name] ?? false;
    if (value === true || value === "true" || value === "1" || value === 1) return true;
    if (value === false || value === "false" || value === "0" || value === 0 || value === "")
      return false;
    return wrong(name, "true or false");
  }

  octets(name: string): Uint8Array {
    const digits = this.text(name) ?? wrong(name, "needed: hexadecimal digits");
    try {
      return fromHex(digits);
    } catch {
      return wrong(name, "an even number of hexadecimal digits");
    }
  }
}

function security(entries: Entries): SecurityOptions {
  const proofOfPossession = entries.text("pop");
  switch (entries.number("security", 0, 2) ?? 1) {
    case 0:
      return { version: 0 };
    case 2:
      return {
        version: 2,
        salt: entries.octets("salt"),
        verifier: entries.octets("verifier"),
        patchVersion: entries.number("patch", 0, 1) === 0 ? 0 : 1,
      };
    default:
      return { version: 1, proofOfPossession: proofOfPossession ?? "abcd1234" };
  }
}

/**
 * Options of a wifi-light from a manifest's "config", as ESP-IDF's example has them in
 * its menu: `security` (0, 1, 2), `pop` ("" for none), `salt` and `verifier`
 * (hexadecimal, from `xs-mesh wifi credentials`), `patch`, `username`, `transport` ("ble",
 * "softap"), `softApPassphrase`, `attempts`, `offerAfter`, `resetProvisioning`. Throws
 * Error that names what is wrong.
 */
export function wifiLightConfig(config: object): WifiLightConfig {
  const entries = new Entries(config);
  const transport = entries.text("transport");
  if (transport !== undefined && transport !== "ble" && transport !== "softap")
    wrong("transport", '"ble" or "softap"');
  const username = entries.text("username");
  const offerAfter = entries.number("offerAfter", 1, 1_000_000);
  const attempts = entries.number("attempts", 1, 255);
  const softApPassphrase = entries.text("softApPassphrase");
  return {
    securities: [security(entries)],
    resetProvisioning: entries.flag("resetProvisioning"),
    ...(transport !== undefined && { transport: transport === "ble" ? "gatt" : "http" }),
    ...(username !== undefined && { username }),
    ...(offerAfter !== undefined && { offerAfter }),
    ...(attempts !== undefined && { provisioning: { attempts } }),
    ...(softApPassphrase !== undefined && { softApPassphrase }),
  };
}
