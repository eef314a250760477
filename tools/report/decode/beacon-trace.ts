import { toHex } from "../../../modules/base/bytes.js";
import type { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import {
  meshPrivateBeaconLength,
  meshPrivateBeaconType,
  openMeshPrivateBeacon,
} from "../../../modules/network/private-beacon.js";
import {
  namesNetwork,
  openSecureNetworkBeacon,
  type SecureNetworkBeacon,
  secureNetworkBeaconLength,
  secureNetworkBeaconType,
} from "../../../modules/network/secure-network-beacon.js";
import { decodeUnprovisionedBeacon, OobInformation } from "../../../modules/provisioning/beacon.js";
import { Draft, type DraftPdu } from "./draft.js";

/** What beacons have shown. */
export interface BeaconEvents {
  unprovisioned(time: number, station: number, uuid: string): void;
  /** A beacon of the network is authentic. */
  network(time: number, station: number, beacon: SecureNetworkBeacon): void;
}

/** Makes rows of the trace from mesh beacons: one row for all transmissions of the same beacon. */
export class BeaconTrace {
  readonly #networks: readonly NetworkKeys[];
  readonly #add: (draft: Draft) => void;
  readonly #events: BeaconEvents;
  readonly #known = new Map<string, { readonly draft: Draft; readonly pdu: DraftPdu }>();

  constructor(networks: readonly NetworkKeys[], add: (draft: Draft) => void, events: BeaconEvents) {
    this.#networks = networks;
    this.#add = add;
    this.#events = events;
  }

  /** Adds one transmission of the content of a Mesh Beacon structure. */
  receive(octets: Uint8Array, time: number, station: number): void {
    const key = `${station} ${toHex(octets)}`;
    let known = this.#known.get(key);
    if (!known) {
      const draft = new Draft(time, "beacon", station, "Beacon of an unknown type");
      draft.repeated = true;
      this.#describe(draft, octets, time, station);
      known = { draft, pdu: draft.pdu() };
      this.#known.set(key, known);
      this.#add(draft);
    }
    known.pdu.add({ time, station, ttl: -1 });
    known.draft.last = time;
  }

  #describe(draft: Draft, octets: Uint8Array, time: number, station: number): void {
    const device = decodeUnprovisionedBeacon(octets, 0, octets.length);
    if (device) {
      const uuid = toHex(device.uuid);
      draft.name = "Unprovisioned device beacon";
      draft.fields = [
        ["device UUID", uuid],
        ["OOB information", oobText(device.oobInformation)],
      ];
      if (device.uriHash) draft.fields.push(["URI hash", toHex(device.uriHash)]);
      this.#events.unprovisioned(time, station, uuid);
    } else if (
      octets[0] === secureNetworkBeaconType &&
      octets.length === secureNetworkBeaconLength
    ) {
      draft.name = "Secure Network beacon";
      this.#network(draft, octets, time, station, (keys) =>
        namesNetwork(keys, octets) ? openSecureNetworkBeacon(keys, octets) : undefined,
      );
    } else if (octets[0] === meshPrivateBeaconType && octets.length === meshPrivateBeaconLength) {
      draft.name = "Mesh Private beacon";
      this.#network(draft, octets, time, station, (keys) => openMeshPrivateBeacon(keys, octets));
    } else {
      draft.kind = "undecoded";
      draft.fields = [["octets", toHex(octets)]];
    }
  }

  #network(
    draft: Draft,
    octets: Uint8Array,
    time: number,
    station: number,
    open: (keys: NetworkKeys) => SecureNetworkBeacon | undefined,
  ): void {
    for (const keys of this.#networks) {
      const beacon = open(keys);
      if (!beacon) continue;
      draft.fields = [
        ["IV Index", String(beacon.ivIndex)],
        ["IV Update", beacon.ivUpdate ? "in progress" : "no"],
        ["Key Refresh", beacon.keyRefresh ? "in progress" : "no"],
        ["Network ID", toHex(keys.networkId)],
      ];
      this.#events.network(time, station, beacon);
      return;
    }
    draft.fields = [["without key", toHex(octets)]];
  }
}

function oobText(bits: number): string {
  const names = Object.entries(OobInformation).flatMap(([name, bit]): string[] =>
    bits & bit ? [name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)] : [],
  );
  return names.join(", ") || "none";
}
