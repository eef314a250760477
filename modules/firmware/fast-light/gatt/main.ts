import { espressifPolicy } from "../../../espressif/fast-provisioning/policy/espressif-policy.js";
import type { Host } from "../../../host/host.js";
import type { Board } from "../../start.js";
import { FastLight, type FastLightOptions } from "../main.js";

/** Records of other nodes in its store, so that a chip's heap has room for the connection of a phone. */
const recordLimit = 40;

/**
 * The fast light that a phone begins with: it is provisioned over PB-GATT, too, and is a GATT proxy.
 * `config`: "policy", "adaptive" or "espressif", and "proxyClients", "kept" or "disconnected". Throws
 * Error for other values.
 */
export function start(host: Host, board: Board, config: object = {}): FastLight {
  const entries = config as Readonly<Record<string, unknown>>;
  const policy = oneOf(entries, "policy", "adaptive", "espressif");
  const clients = oneOf(entries, "proxyClients", "kept", "disconnected");
  const options: FastLightOptions = {
    gatt: true,
    recordLimit,
    ...(policy === "espressif" && { policy: espressifPolicy }),
    ...(clients === "disconnected" && { proxyClients: clients }),
  };
  return new FastLight(host, board, options);
}

/** The value of an entry: one of two, by default the first. */
function oneOf(
  entries: Readonly<Record<string, unknown>>,
  name: string,
  first: string,
  second: string,
): string {
  const value = entries[name] ?? first;
  if (value === first || value === second) return value;
  throw new Error(`"config" of the manifest: "${name}" is "${first}" or "${second}"`);
}
