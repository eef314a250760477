import { randomBytes } from "../base/random.js";
import { frozen } from "../base/frozen.js";
import type { Records } from "../base/records.js";
import type { Random } from "../host/random.js";

const key = "uuid";
const noPrefix: Uint8Array = frozen(new Uint8Array(0));

/**
 * The device UUID: random (RFC 4122, version 4), made at the first start and
 * kept, also when the node leaves its network. Where the store fails,
 * the device has another UUID after its next start. `prefix`: its first octets, 6 at most.
 */
export function deviceUuid(records: Records, random: Random, prefix = noPrefix): Uint8Array {
  const stored = records.read(key);
  if (stored?.length === 16) return stored;
  const uuid = randomBytes(random, 16);
  uuid.set(prefix);
  uuid[6] = (uuid[6]! & 0x0f) | 0x40;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  records.write(key, uuid);
  return uuid;
}
