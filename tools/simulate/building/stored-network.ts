import { MemoryStore } from "../../../hosts/web/memory-store.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { Records } from "../../../modules/base/records.js";
import type { Start } from "../../../modules/firmware/start.js";
import { start as startLight } from "../../../modules/firmware/light/main.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import {
  genericOnOffClientId,
  genericOnOffServerId,
} from "../../../modules/models/generic-onoff/messages.js";
import { defaultNetworkSettings } from "../../../modules/network/settings.js";
import { Node } from "../../../modules/node/node.js";
import {
  type NodeIdentity,
  saveIdentity,
  saveSettings,
} from "../../../modules/node/node-record.js";
import { World } from "../../simulation/world.js";
import { group } from "../provisioner.js";

/** The record of a device's UUID, of which each makes its own. */
const uuidKey = "uuid";
/** Relay Retransmit state of the relays: their floods must not fill the channel. */
const relayRetransmit = { transmissions: 2, interval: 20 };

/** The records of one device of each kind after its configuration. */
export interface StoredNetwork {
  readonly light: MemoryStore;
  readonly switch: MemoryStore;
}

/** The firmware of the light switch, which sends by `client`. */
export function switchFirmware(client: GenericOnOffClient): Start {
  return (host) =>
    new Node({ host, companyId: 0xffff, productId: 0x0003, elements: [{ models: [client] }] });
}

/**
 * Provisions and configures a light, which is subscribed to the group, and a switch, as any network
 * is: their records are what each node of a building is made of.
 */
export async function storedNetwork(seed: string): Promise<StoredNetwork> {
  const world = new World({
    seed,
    air: "ideal",
    network: {
      nodes: {
        light: [{ model: genericOnOffServerId, subscribe: group }],
        switch: [{ model: genericOnOffClientId }],
      },
    },
  });
  const stored = { light: new MemoryStore(), switch: new MemoryStore() };
  try {
    await world.add("light", { firmware: startLight, store: stored.light });
    const firmware = switchFirmware(new GenericOnOffClient());
    await world.add("switch", { firmware, store: stored.switch });
    await world.provisionAll();
  } finally {
    world.close();
  }
  return stored;
}

/** The records of another node with the configuration of `stored`, its own identity, and its role. */
export function storeOf(stored: MemoryStore, identity: NodeIdentity, relays: boolean): MemoryStore {
  const store = new MemoryStore();
  for (const key of stored.keys()) if (key !== uuidKey) store.write(key, stored.read(key)!);
  const records = new Records({ store, diagnostics: new Diagnostics() });
  const settings = { ...defaultNetworkSettings(), relay: relays, beacon: relays, relayRetransmit };
  if (!saveIdentity(records, identity) || !saveSettings(records, settings))
    throw new Error("the records of a node could not be written");
  return store;
}
