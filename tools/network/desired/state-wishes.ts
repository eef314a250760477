import { publishPeriod } from "../../../modules/access/model-configuration.js";
import type {
  DatabaseNode,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";
import { periodResolutions } from "../configuration/values.js";
import type { RuleOf } from "./document.js";
import type { KnownNode } from "./known-network.js";
import type { Faults, NetworkNames } from "./names.js";
import { nodeText, type Selection } from "./selection.js";

type Path = readonly PropertyKey[];

/** The states of a node that a rule says, as a database has them. */
export interface StateWishes {
  secureNetworkBeacon?: boolean;
  defaultTTL?: number;
  networkTransmit?: NonNullable<DatabaseNode["networkTransmit"]>;
  relayRetransmit?: NonNullable<DatabaseNode["relayRetransmit"]>;
  heartbeatPub?: NonNullable<DatabaseNode["heartbeatPub"]>;
  features?: Readonly<Record<string, 0 | 1>>;
}

/** The order in which a node tells those that its heartbeats are triggered by. */
const featureOrder = ["relay", "proxy", "friend", "lowPower"] as const;
/** Relay Retransmit state of a node of which it is not known. */
const usualRetransmit = { count: 3, interval: 20 };

/** What a rule says of the states of a node. Says what the node cannot have. */
export function stateWishes(
  rule: RuleOf,
  known: KnownNode,
  names: NetworkNames,
  selection: Selection,
  path: Path,
  faults: Faults,
): StateWishes {
  const { node } = known;
  const wishes: StateWishes = {};
  const features: Record<string, 0 | 1> = {};
  const feature = (name: "relay" | "proxy" | "friend", on: boolean) => {
    // What a node does not support is off.
    if (node.features?.[name] === 2) {
      if (on) faults.say([...path, name], `${nodeText(known)} does not support it`);
    } else features[name] = on ? 1 : 0;
  };
  const { beacon, friend, heartbeat, proxy, relay, transmit, ttl } = rule;
  if (relay !== undefined) {
    feature("relay", relay !== false);
    if (typeof relay === "object")
      wishes.relayRetransmit = { count: relay.transmissions, interval: relay.interval };
    // One message sets both states.
    else if (relay && !node.relayRetransmit?.count) wishes.relayRetransmit = usualRetransmit;
  }
  if (proxy !== undefined) feature("proxy", proxy);
  if (friend !== undefined) feature("friend", friend);
  if (Object.keys(features).length > 0) wishes.features = features;
  if (beacon !== undefined) wishes.secureNetworkBeacon = beacon;
  if (ttl !== undefined) wishes.defaultTTL = ttl;
  if (transmit)
    wishes.networkTransmit = { count: transmit.transmissions, interval: transmit.interval };
  if (heartbeat) {
    const at = [...path, "heartbeat"];
    const address =
      names.findGroup(heartbeat.to) ??
      selection.nodeNamed(heartbeat.to)?.node.unicastAddress ??
      names.group(heartbeat.to, [...at, "to"]);
    const index =
      heartbeat.netKey === undefined ? 0 : names.netKey(heartbeat.netKey, [...at, "netKey"]);
    const seconds = heartbeat.every / 1000;
    const isPower = seconds >= 1 && seconds <= 0x1_0000 && Number.isInteger(Math.log2(seconds));
    if (!isPower)
      faults.say([...at, "every"], `${seconds} s is not a power of two from 1 to 65536 s`);
    if (typeof address !== "number" && address !== undefined)
      faults.say([...at, "to"], "heartbeats go to a unicast or group address, no virtual one");
    else if (address !== undefined && index !== undefined && isPower)
      wishes.heartbeatPub = {
        address,
        period: seconds,
        ttl: heartbeat.ttl ?? 127,
        index,
        // A node leaves out those that it does not support (§4.2.18.5).
        features: featureOrder.filter(
          (name) => heartbeat.features?.includes(name) && node.features?.[name] !== 2,
        ),
      };
  }
  return wishes;
}

/** A publish period of so many milliseconds, or what is wrong with them. */
export function periodOf(milliseconds: number): DatabasePublication["period"] | string {
  const near: number[] = [];
  for (const [i, resolution] of periodResolutions.entries()) {
    const numberOfSteps = milliseconds / resolution;
    if (numberOfSteps <= 63 && Number.isInteger(numberOfSteps))
      return { numberOfSteps, resolution };
    const steps = Math.max(1, Math.min(63, Math.round(numberOfSteps)));
    near.push(publishPeriod((i << 6) | steps));
  }
  near.sort((one, other) => Math.abs(one - milliseconds) - Math.abs(other - milliseconds));
  return `a period of ${milliseconds} ms cannot be; the nearest is ${near[0]} ms`;
}
