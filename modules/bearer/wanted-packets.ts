import type { WantedPackets } from "../host/radio.js";
import type { ReceiverKey } from "./ad-parser.js";
import { AdType } from "./ad-type.js";

/** What a radio has to pass on for receivers with these keys, and for subnets with these NIDs. */
export function wantedPackets(
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
export function allPackets(nids: Uint8Array): WantedPackets {
  const all = new Uint8Array(256);
  for (let type = 0; type < 256; type++) all[type] = type;
  return { types: all, beacons: all, nids };
}
