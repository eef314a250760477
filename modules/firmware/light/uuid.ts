import type { Host } from "../../host/host.js";

const key = "uuid";

/** The device UUID: random (RFC 4122, version 4), made at the first start and kept ever after. */
export function deviceUuid({ random, store }: Pick<Host, "random" | "store">): Uint8Array {
  const stored = store.read(key);
  if (stored?.length === 16) return stored;
  const uuid = new Uint8Array(16);
  random.fill(uuid);
  uuid[6] = (uuid[6]! & 0x0f) | 0x40;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  store.write(key, uuid);
  return uuid;
}
