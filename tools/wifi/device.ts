import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NodeCrypto } from "../../hosts/node/crypto.js";
import { NodeSessionCrypto } from "../../hosts/node/session-crypto.js";
import { outputFolder, projectFolder } from "../../hosts/xs/build/folders.js";
import type { Machine } from "../../hosts/xs/machine.js";
import type { Creation } from "../../hosts/xs/port.js";
import { checkFirmware } from "../../modules/firmware/start.js";
import { VirtualBoard } from "../../modules/firmware/virtual-board.js";
import { WifiLight, type WifiLightOptions } from "../../modules/firmware/wifi-light/wifi-light.js";
import type { Host } from "../../modules/host/host.js";
import type { Radio } from "../../modules/host/radio.js";
import type { SecurityOptions } from "../../modules/protocomm/security/options.js";
import { silentRadio } from "../bench/silent-radio.js";
import { loadFirmware } from "../simulation/load-firmware.js";

/** Options of a device, except its host. */
export interface DeviceSettings {
  readonly security: SecurityOptions;
  /** Number of failed attempts after which joining has failed. Default 1. */
  readonly attempts?: number;
  /** Behaves like a device from before `proto-ver` returned JSON (version-endpoint.ts). */
  readonly oldest?: "readme" | "3.2";
  /** Transport of provisioning. Default: GATT if the radio supports it, otherwise HTTP. */
  readonly transport?: "gatt" | "http";
  /** UUID of the GATT service. Default: that of ESP-IDF's example. */
  readonly service?: Uint8Array;
}

export interface DeviceOptions {
  /**
   * What the firmware runs on: the XS engine of the chip, the same engine with 32-bit words, or
   * Node.js.
   */
  readonly engine: "xs" | "xs32" | "node";
  /** The host; `radio` may be omitted if nothing is sent over Bluetooth. */
  readonly host: Omit<Host, "crypto" | "sessionCrypto" | "radio"> & { readonly radio?: Radio };
  readonly settings: DeviceSettings;
  /** Main module of another firmware; the settings are not passed to it. */
  readonly firmware?: string;
  /** Changes of the default heap, on XS. */
  readonly creation?: Partial<Creation>;
  /** Called when the device has failed. */
  readonly onFailure: (message: string) => void;
}

export interface Device {
  /** The XS machine, if it runs on one. */
  readonly machine?: Machine;
  call(name: string): unknown;
  close(): void;
}

function lightOptions(settings: DeviceSettings): Omit<WifiLightOptions, "host"> {
  const { security, attempts = 1, oldest, transport, service } = settings;
  return {
    securities: [security],
    provisioning: { attempts, ...(oldest && { version: { oldest } }) },
    ...(transport && { transport }),
    ...(service && { service }),
  };
}

/** The settings as a TypeScript expression. */
function expression(value: unknown): string {
  if (value instanceof Uint8Array) return `new Uint8Array([${value.join()}])`;
  if (Array.isArray(value)) return `[${value.map(expression).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key}: ${expression(item)}`)
      .join(", ")} }`;
  return JSON.stringify(value);
}

/**
 * Writes a main module that starts the firmware with these settings, to a file in the build
 * folder.
 */
export function writeFirmware(settings: DeviceSettings): { file: string; remove: () => void } {
  const build = join(outputFolder, "wifi");
  mkdirSync(build, { recursive: true });
  const folder = mkdtempSync(join(build, "firmware-"));
  const modules = join(projectFolder, "modules");
  const file = join(folder, "main.ts");
  writeFileSync(
    file,
    `import { frozen } from "${modules}/base/frozen.js";\n` +
      `import { WifiLight } from "${modules}/firmware/wifi-light/wifi-light.js";\n` +
      `const options = frozen(${expression(lightOptions(settings))});\n` +
      `export const start = (host) => new WifiLight({ host, ...options });\n`,
  );
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Loads the engine on demand, since it requires a compiler, which not every user has. */
async function loadProgram(engine: "xs" | "xs32", settings: DeviceSettings, firmware?: string) {
  const { file, remove } = firmware
    ? { file: firmware, remove: () => undefined }
    : writeFirmware(settings);
  try {
    const options = { entry: file, services: true };
    if (engine === "xs")
      return await (await import("../../hosts/xs/engine.js")).Engine.load(options);
    return await (await import("../../hosts/xs/engine32.js")).Engine32.load(options);
  } finally {
    remove();
  }
}

/** Starts a wifi-light. Throws if it does not start. */
export async function startDevice(options: DeviceOptions): Promise<Device> {
  const { engine, settings, onFailure } = options;
  const host = { radio: silentRadio, ...options.host };
  if (engine !== "node") {
    const program = await loadProgram(engine, settings, options.firmware);
    const machine = program.boot({
      host,
      name: "wifi-light",
      ...(options.creation && { creation: options.creation }),
      onFailure: ({ kind, message }) => onFailure(`the device died: ${kind}: ${message}`),
    });
    if (machine.failure) throw new Error(machine.failure.message);
    return { machine, call: (name) => machine.call(name), close: () => program.close() };
  }
  const { clock } = host;
  const whole: Host = {
    ...host,
    crypto: new NodeCrypto({ clock }),
    sessionCrypto: new NodeSessionCrypto({ clock }),
  };
  if (!options.firmware) return new WifiLight({ host: whole, ...lightOptions(settings) });
  const firmware = (await loadFirmware(options.firmware))(whole, new VirtualBoard());
  checkFirmware(firmware);
  return { call: (name) => firmware.call?.(name, null), close: () => firmware.close() };
}
