import { knownMembers } from "./known-members.js";
import { databaseSchema } from "./schema.js";
import type { ConfigurationDatabase } from "../../../modules/provisioner/configuration-database.js";

/** What a partial database has. */
export interface PartialOptions {
  /** Indexes of the NetKeys, with the AppKeys bound to them and the nodes that have one. Default: all. */
  readonly netKeys?: readonly number[];
}

/**
 * A part of a database for somebody who uses the network and does not configure it: without device keys, the
 * ranges that provisioners give out, and members that the format does not know, which may have keys. Throws RangeError for a NetKey that there is not.
 */
export function partialDatabase(
  database: ConfigurationDatabase,
  { netKeys: wanted }: PartialOptions = {},
): ConfigurationDatabase {
  const known = knownMembers(databaseSchema, database) as ConfigurationDatabase;
  const has = (index: number) => wanted?.includes(index) ?? true;
  for (const index of wanted ?? [])
    if (!database.netKeys.some((key) => key.index === index))
      throw new RangeError(
        `there is no NetKey ${index}, but ${database.netKeys.map((key) => key.index).join(", ")}`,
      );
  const appKeys = known.appKeys.filter(({ boundNetKey }) => has(boundNetKey));
  const hasApp = (index: number) => appKeys.some((key) => key.index === index);
  const nodes = known.nodes
    .filter(({ netKeys }) => netKeys.some(({ index }) => has(index)))
    .map(({ deviceKey, ...node }) => {
      void deviceKey;
      return {
        ...node,
        netKeys: node.netKeys.filter(({ index }) => has(index)),
        appKeys: node.appKeys.filter(({ index }) => hasApp(index)),
        elements: node.elements.map((element) => ({
          ...element,
          models: element.models.map(({ publish, ...model }) => ({
            ...model,
            ...(publish && hasApp(publish.index) && { publish }),
            bind: model.bind.filter(hasApp),
          })),
        })),
      };
    });
  const addresses = new Set(
    nodes.flatMap(({ elements, unicastAddress }) => elements.map((_, i) => unicastAddress + i)),
  );
  return {
    ...known,
    partial: true,
    netKeys: known.netKeys.filter(({ index }) => has(index)),
    appKeys,
    provisioners: known.provisioners.map((provisioner) => ({
      ...provisioner,
      allocatedUnicastRange: [],
      allocatedGroupRange: [],
      allocatedSceneRange: [],
    })),
    nodes,
    scenes: known.scenes.map((scene) => ({
      ...scene,
      addresses: scene.addresses.filter((address) => addresses.has(address)),
    })),
  };
}
