import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import type { CaptureKeys } from "../capture/keys.js";

interface NodeFile {
  readonly IVindex?: number;
  readonly netKeys?: readonly { readonly key: string }[];
  readonly appKeys?: readonly { readonly key: string }[];
}

/** Adds the keys that the daemon stores for one of its nodes to those of a capture. */
export function addStoredKeys(storage: string, uuid: Uint8Array, keys: CaptureKeys): void {
  const folder = join(storage, toHex(uuid));
  const node = JSON.parse(readFileSync(join(folder, "node.json"), "utf8")) as NodeFile;
  keys.addIvIndex(node.IVindex ?? 0);
  for (const { key } of node.netKeys ?? []) keys.addNetKey(fromHex(key));
  for (const { key } of node.appKeys ?? []) keys.addAppKey(fromHex(key));
  const deviceKeys = join(folder, "dev_keys");
  if (!existsSync(deviceKeys)) return;
  for (const address of readdirSync(deviceKeys))
    keys.addDeviceKey(
      parseInt(address, 16),
      new Uint8Array(readFileSync(join(deviceKeys, address))),
    );
}
