import type { NetworkReceiver } from "../host/network-receiver.js";
import type { Overhearer, PacketFilter, WantedLinks, WantedPackets } from "../host/radio.js";
import type { ReceiverKey } from "./ad-parser.js";
import { AdType } from "./ad-type.js";

/** What a radio has to pass on for receivers with these keys, and for subnets with these NIDs. */
function wantedPackets(
  receivers: ReadonlyMap<ReceiverKey, unknown>,
  nids: Uint8Array,
): WantedPackets {
  const { size } = receivers;
  const types = new Uint8Array(size);
  const beacons = new Uint8Array(size);
  let typeCount = 0;
  let beaconCount = 0;
  for (const key of receivers.keys()) {
    types[typeCount++] = key > 0xff ? AdType.beacon : key;
    if (key > 0xff) beacons[beaconCount++] = key & 0xff;
  }
  return { types, beacons: beacons.subarray(0, beaconCount), nids };
}

/** Packets of every kind. */
function allPackets(nids: Uint8Array): WantedPackets {
  const all = new Uint8Array(256);
  for (let type = 0; type < 256; type++) all[type] = type;
  return { types: all, beacons: all, nids };
}

/** Who receives from a radio, for its filter. */
export interface Listeners {
  readonly receivers: ReadonlyMap<ReceiverKey, readonly unknown[]>;
  /** The NIDs of the node's subnets. */
  readonly nids: Uint8Array;
  /** Somebody gets every packet. */
  readonly observed: boolean;
  /** What the network layer does with its PDUs. */
  readonly judge: NetworkReceiver | undefined;
  /** Who receives PB-ADV PDUs and knows which; undefined: all are received. */
  readonly links: LinkSource | undefined;
  /** Who only looks at PB-ADV PDUs. */
  readonly overhearer: Overhearer | undefined;
}

/** A receiver of PB-ADV PDUs that knows which it wants. */
export interface LinkSource {
  /** The PDUs that it does not drop as of another link. */
  wantedLinks(): WantedLinks;
}

/**
 * Lets a radio's filter pass the PB-ADV PDUs that their receiver wants, while there is no other one
 * than an overhearer that the filter can call.
 */
export function setLinks(
  filter: PacketFilter | undefined,
  { links, observed, overhearer, receivers }: Listeners,
): void {
  if (filter?.links === undefined) return;
  const known = (links ? 1 : 0) + (overhearer ? 1 : 0);
  const all = observed || receivers.get(AdType.provisioning)?.length !== known;
  if (all || (overhearer && filter.overhears !== true)) filter.links(undefined);
  else filter.links(links?.wantedLinks(), overhearer);
}

/** Lets a radio's filter pass what somebody receives. */
export function setFilter(filter: PacketFilter, listeners: Listeners): void {
  const { judge, nids, observed, receivers } = listeners;
  filter.set(observed ? allPackets(nids) : wantedPackets(receivers, nids));
  // Who else listens gets every network PDU, too.
  const alone = !observed && receivers.get(AdType.networkPdu)?.length === 1;
  filter.judge?.(alone ? judge : undefined);
  setLinks(filter, listeners);
}
