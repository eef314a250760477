import { modelIdText } from "../../../modules/access/model-id.js";
import type {
  ConfigurationDatabase,
  DatabaseAddress,
  DatabaseNode,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";
import { durationText } from "../../duration.js";
import { addressText } from "../cdb/listing.js";
import { modelName } from "../model-names.js";
import type { ModelPlace, NodeStates } from "./step.js";
import { addressKey } from "./values.js";

type Named = Pick<ConfigurationDatabase, "groups"> & {
  readonly appKeys: readonly { readonly index: number; readonly name: string }[];
  readonly netKeys: readonly { readonly index: number; readonly name: string }[];
};

/** Names of the fixed group addresses. Mesh Protocol 1.1 §3.4.2.4. */
export const fixedGroups: Readonly<Record<string, number>> = {
  "all proxies": 0xfffc,
  "all friends": 0xfffd,
  "all relays": 0xfffe,
  "all nodes": 0xffff,
};

function fixedName(address: number): string | undefined {
  return Object.keys(fixedGroups).find((name) => fixedGroups[name] === address);
}

/** What keys and addresses are called: by their names, where a network has some. */
export class NetworkWords {
  readonly #names: Named;

  constructor(names: Named = { appKeys: [], groups: [], netKeys: [] }) {
    this.#names = names;
  }

  /** "AppKey 1", "AppKey 1 lights". */
  appKey(index: number): string {
    return keyText("AppKey", index, this.#names.appKeys);
  }

  netKey(index: number): string {
    return keyText("NetKey", index, this.#names.netKeys);
  }

  /** "C000", "C000 kitchen". */
  address(address: DatabaseAddress): string {
    const key = addressKey(address);
    const group = this.#names.groups.find((each) => addressKey(each.address) === key);
    const name = group?.name ?? (typeof address === "number" ? fixedName(address) : undefined);
    return name === undefined ? addressText(address) : `${addressText(address)} ${name}`;
  }

  /** "C000 kitchen (AppKey 1, TTL 5, every 10 s)". */
  publication(publication: DatabasePublication | undefined): string {
    if (publication === undefined) return "nowhere";
    const { address, credentials, index, period, retransmit, ttl } = publication;
    const every = period.numberOfSteps * period.resolution;
    const how = [
      this.appKey(index),
      ttl === 255 ? "" : `TTL ${ttl}`,
      every ? `every ${durationText(every)}` : "",
      retransmit.count ? `${retransmit.count} times again after ${retransmit.interval} ms` : "",
      credentials === 1 ? "friendship credentials" : "",
    ];
    return `${this.address(address)} (${how.filter((part) => part !== "").join(", ")})`;
  }

  /** "0004 Light Lightness Server". */
  place(node: DatabaseNode, { element, modelId }: ModelPlace): string {
    const name = modelName(modelId) || modelIdText(modelId);
    return `${addressText(node.unicastAddress + element)} ${name}`;
  }
}

function keyText(
  what: string,
  index: number,
  keys: readonly { readonly index: number; readonly name: string }[],
): string {
  const name = keys.find((key) => key.index === index)?.name;
  return name === undefined || name === `${what} ${index}`
    ? `${what} ${index}`
    : `${what} ${index} ${name}`;
}

/** Names of the states of a node. */
export const stateNames: Readonly<Record<keyof NodeStates, string>> = {
  secureNetworkBeacon: "Secure Network Beacon",
  defaultTTL: "Default TTL",
  networkTransmit: "Network Transmit",
  relay: "Relay",
  proxy: "GATT Proxy",
  friend: "Friend",
  heartbeatPub: "Heartbeat Publication",
  heartbeatSub: "Heartbeat Subscription",
};

/** A value of a state as a person says it. */
export function valueText(value: unknown): string {
  if (value === undefined) return "unknown";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const own = value as Readonly<Record<string, unknown>>;
  if ("count" in own && "interval" in own)
    return `${String(own["count"])} times, every ${String(own["interval"])} ms`;
  if ("on" in own) {
    const { on, retransmit } = own;
    return retransmit ? `${valueText(on)}, ${valueText(retransmit)}` : valueText(on);
  }
  return JSON.stringify(value);
}
