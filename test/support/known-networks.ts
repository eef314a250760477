// Networks as a provisioner knows them, from the models of their nodes.
import type { ModelId } from "../../modules/access/model-id.js";
import type {
  ConfigurationDatabase,
  DatabaseNode,
} from "../../modules/provisioner/configuration-database.js";

const octets = (value: number) => new Uint8Array(16).fill(value);

/** Models of a dimmable light, and of a switch beside it. */
export const lightModels: readonly ModelId[] = [
  0x0000, 0x0002, 0x1000, 0x1002, 0x1003, 0x1004, 0x1006, 0x1007, 0x1300, 0x1301,
];
export const switchModels: readonly ModelId[] = [0x0000, 0x0002, 0x1001, 0x1003];
/** Of the second element of a light with a colour temperature, which has a client beside it. */
export const temperatureModels: readonly ModelId[] = [0x1002, 0x1003, 0x1306];

/** What makes a node differ from others. */
export type NodeForm = Partial<DatabaseNode> & {
  /** Models of each element. */
  readonly models: readonly (readonly ModelId[])[];
};

/** A node with number `number`, from 1 on: its address is 16 times that. */
export function nodeOf(number: number, { models, ...others }: NodeForm): DatabaseNode {
  return {
    UUID: octets(number),
    unicastAddress: 16 * number,
    deviceKey: octets(0x80 + number),
    security: "insecure",
    netKeys: [{ index: 0, updated: false }],
    appKeys: [],
    configComplete: true,
    excluded: false,
    name: `node ${number}`,
    cid: 0x05f1,
    pid: 0x0001,
    vid: 0x0001,
    crpl: 32,
    features: { relay: 0, proxy: 2, friend: 2, lowPower: 2 },
    elements: models.map((ids, index) => ({
      index,
      location: 0,
      models: ids.map((modelId) => ({ modelId, subscribe: [], bind: [] })),
    })),
    ...others,
  };
}

/** A network with these nodes and one AppKey, "lights", index 1. */
export function networkOf(...nodes: readonly NodeForm[]): ConfigurationDatabase {
  const timestamp = "2026-01-01T00:00:00Z";
  return {
    meshUUID: octets(1),
    meshName: "House",
    timestamp,
    partial: false,
    netKeys: [
      { name: "Primary", index: 0, key: octets(2), phase: 0, minSecurity: "insecure", timestamp },
    ],
    appKeys: [{ name: "lights", index: 1, boundNetKey: 0, key: octets(3) }],
    provisioners: [
      {
        provisionerName: "desk",
        UUID: octets(0xff),
        allocatedUnicastRange: [{ lowAddress: 1, highAddress: 0x7fff }],
        allocatedGroupRange: [{ lowAddress: 0xc000, highAddress: 0xfeff }],
        allocatedSceneRange: [{ firstScene: 1, lastScene: 0xffff }],
      },
    ],
    nodes: nodes.map((form, i) => nodeOf(i + 1, form)),
    groups: [],
    scenes: [],
  };
}
