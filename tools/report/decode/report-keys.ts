import { readFileSync } from "node:fs";
import { fromHex } from "../../../modules/base/bytes.js";
import type { KeysFile } from "../../capture/keys.js";

/** The keys with which a capture is decrypted, and what else their file contains. */
export interface ReportKeys {
  /** 16 octets each. */
  readonly netKeys: readonly Uint8Array[];
  readonly appKeys: readonly Uint8Array[];
  readonly labels: readonly Uint8Array[];
  /** Device keys with the primary unicast address of their node. */
  readonly deviceKeys: readonly { readonly address: number; readonly key: Uint8Array }[];
  /** IV Indexes that may be in use; a file of a database has none. */
  readonly ivIndexes: readonly number[];
  /** Names of nodes by primary unicast address. */
  readonly names: ReadonlyMap<number, string>;
}

export const noKeys: ReportKeys = {
  netKeys: [],
  appKeys: [],
  labels: [],
  deviceKeys: [],
  ivIndexes: [],
  names: new Map(),
};

/** A network of the Mesh Configuration Database Profile 1.0.1, as far as it has keys. */
interface Database {
  readonly netKeys: readonly DatabaseKey[];
  readonly appKeys?: readonly DatabaseKey[];
  readonly nodes?: readonly {
    readonly unicastAddress?: string;
    readonly deviceKey?: string;
    readonly name?: string;
  }[];
  readonly groups?: readonly { readonly address?: string }[];
}

interface DatabaseKey {
  readonly key: string;
  /** During a Key Refresh procedure. */
  readonly oldKey?: string;
}

/**
 * Reads the keys file of a capture, or a JSON file of the Mesh Configuration Database Profile.
 * Throws Error for a file that cannot be read and for other content.
 */
export function readReportKeys(path: string): ReportKeys {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`--keys: ${path} cannot be read (${(error as Error).message})`);
  }
  try {
    return reportKeys(content);
  } catch (error) {
    throw new Error(`--keys: ${path}: ${(error as Error).message}`);
  }
}

/** The keys in a parsed JSON file. Throws Error for other content. */
export function reportKeys(content: unknown): ReportKeys {
  const object = (content ?? {}) as { netKeys?: unknown; meshNetwork?: unknown };
  // Some programs store the database as a member of another object.
  if (object.netKeys === undefined && object.meshNetwork !== undefined)
    return reportKeys(object.meshNetwork);
  const { netKeys } = object;
  if (!Array.isArray(netKeys))
    throw new Error("it is neither the keys file of a capture nor a mesh configuration database");
  return typeof netKeys[0] === "object"
    ? ofDatabase(content as Database)
    : ofKeysFile(content as KeysFile);
}

function ofKeysFile(file: KeysFile): ReportKeys {
  const { appKeys = [], deviceKeys = [], ivIndexes = [], labels = [], netKeys } = file;
  return {
    netKeys: netKeys.map(octets16),
    appKeys: appKeys.map(octets16),
    labels: labels.map(octets16),
    deviceKeys: deviceKeys.map(({ address, key }) => ({
      address: hexNumber(address),
      key: octets16(key),
    })),
    ivIndexes: ivIndexes.map(hexNumber),
    names: new Map(),
  };
}

function ofDatabase({ appKeys = [], groups = [], netKeys, nodes = [] }: Database): ReportKeys {
  const both = (keys: readonly DatabaseKey[]) =>
    keys.flatMap(({ key, oldKey }) => [key, ...(oldKey === undefined ? [] : [oldKey])]);
  return {
    netKeys: both(netKeys).map(octets16),
    appKeys: both(appKeys).map(octets16),
    // The address of a virtual group is its label UUID.
    labels: groups.flatMap(({ address }) =>
      address !== undefined && address.length > 4 ? [octets16(address)] : [],
    ),
    deviceKeys: nodes.flatMap(({ deviceKey, unicastAddress }) =>
      deviceKey === undefined || unicastAddress === undefined
        ? []
        : [{ address: hexNumber(unicastAddress), key: octets16(deviceKey) }],
    ),
    ivIndexes: [],
    names: new Map(
      nodes.flatMap(({ name, unicastAddress }) =>
        name === undefined || unicastAddress === undefined
          ? []
          : [[hexNumber(unicastAddress), name] as const],
      ),
    ),
  };
}

function octets16(text: unknown): Uint8Array {
  const digits = typeof text === "string" ? text.replaceAll("-", "") : "";
  if (!/^[0-9a-f]{32}$/i.test(digits))
    throw new Error(`${JSON.stringify(text)} is not a key of 32 hexadecimal digits`);
  return fromHex(digits.toLowerCase());
}

function hexNumber(text: unknown): number {
  if (typeof text !== "string" || !/^[0-9a-f]{1,8}$/i.test(text))
    throw new Error(`${JSON.stringify(text)} is not a hexadecimal number`);
  return Number.parseInt(text, 16);
}
