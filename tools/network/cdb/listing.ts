import { createHash } from "node:crypto";
import { modelIdText } from "../../../modules/access/model-id.js";
import { toHex } from "../../../modules/base/bytes.js";
import type {
  ConfigurationDatabase,
  DatabaseAddress,
  DatabaseAddressRange,
  DatabaseModel,
  DatabaseNode,
} from "../../../modules/provisioner/configuration-database.js";
import { modelName } from "../model-names.js";

const hex = (value: number) => value.toString(16).toUpperCase().padStart(4, "0");

/** An address as its digits, or those of a Label UUID. */
export function addressText(address: DatabaseAddress): string {
  return typeof address === "number" ? hex(address) : toHex(address).toUpperCase();
}

/** Both ends of a range. */
export function addressRangeText({ highAddress, lowAddress }: DatabaseAddressRange): string {
  return `${hex(lowAddress)}-${hex(highAddress)}`;
}

/** Eight digits that are the same for the same key, from which nobody gets the key. */
function fingerprint(key: Uint8Array): string {
  return createHash("sha256").update("xs-mesh key").update(key).digest("hex").slice(0, 8);
}

function modelListing({ bind, modelId, publish, subscribe }: DatabaseModel): object {
  return {
    model: modelIdText(modelId),
    name: modelName(modelId),
    bind,
    subscribe: subscribe.map(addressText),
    ...(publish && {
      publish: {
        to: addressText(publish.address),
        appKey: publish.index,
        ttl: publish.ttl,
        periodMs: publish.period.numberOfSteps * publish.period.resolution,
        retransmissions: publish.retransmit.count,
        credentials: publish.credentials,
      },
    }),
  };
}

function nodeListing(node: DatabaseNode): object {
  const { deviceKey, elements, UUID, unicastAddress } = node;
  const ids = { cid: node.cid, pid: node.pid, vid: node.vid, crpl: node.crpl };
  return {
    name: node.name,
    address: hex(unicastAddress),
    uuid: toHex(UUID),
    deviceKey: deviceKey ? "present" : "absent",
    security: node.security,
    excluded: node.excluded,
    configComplete: node.configComplete,
    ...Object.fromEntries(
      Object.entries(ids).map(([name, id]) => [name, id === undefined ? undefined : hex(id)]),
    ),
    netKeys: node.netKeys.map(({ index, updated }) => ({ index, updated })),
    appKeys: node.appKeys.map(({ index, updated }) => ({ index, updated })),
    features: node.features,
    defaultTTL: node.defaultTTL,
    networkTransmit: node.networkTransmit,
    relayRetransmit: node.relayRetransmit,
    elements: elements.map(({ location, models, name }, i) => ({
      address: hex(unicastAddress + i),
      name,
      location: hex(location),
      models: models.map(modelListing),
    })),
  };
}

/**
 * What a network has, for a report of a fault: no key is in it, only a fingerprint of those that the
 * nodes share, and no member that the format does not know. It is no database.
 */
export function listing(database: ConfigurationDatabase): object {
  const { appKeys, groups, netKeys, networkExclusions, nodes, provisioners, scenes } = database;
  return {
    listing: "of a mesh network, without its keys",
    name: database.meshName,
    uuid: toHex(database.meshUUID),
    changed: database.timestamp,
    partial: database.partial,
    netKeys: netKeys.map(({ index, key, minSecurity, name, oldKey, phase }) => ({
      index,
      name,
      phase,
      minSecurity,
      fingerprint: fingerprint(key),
      ...(oldKey && { oldFingerprint: fingerprint(oldKey) }),
    })),
    appKeys: appKeys.map(({ boundNetKey, index, key, name, oldKey }) => ({
      index,
      name,
      boundNetKey,
      fingerprint: fingerprint(key),
      ...(oldKey && { oldFingerprint: fingerprint(oldKey) }),
    })),
    provisioners: provisioners.map((own) => ({
      name: own.provisionerName,
      uuid: toHex(own.UUID),
      unicast: own.allocatedUnicastRange.map(addressRangeText),
      groups: own.allocatedGroupRange.map(addressRangeText),
      scenes: own.allocatedSceneRange.map(({ firstScene, lastScene }) => {
        return `${hex(firstScene)}-${hex(lastScene)}`;
      }),
    })),
    nodes: nodes.map(nodeListing),
    groups: groups.map(({ address, name, parentAddress }) => ({
      name,
      address: addressText(address),
      ...(parentAddress !== 0 && { parent: addressText(parentAddress) }),
    })),
    scenes: scenes.map(({ addresses, name, number }) => ({
      name,
      number,
      addresses: addresses.map(hex),
    })),
    exclusions: networkExclusions?.map(({ addresses, ivIndex }) => ({
      ivIndex,
      addresses: addresses.map(hex),
    })),
  };
}
