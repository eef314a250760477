import type {
  ConfigurationDatabase,
  DatabaseProvisioner,
} from "../../../modules/provisioner/configuration-database.js";
import { nextRange, type NumberRange } from "./free-ranges.js";

/** The place of a provisioner that is new in a network. */
export interface NewProvisioner {
  readonly provisioner: Omit<DatabaseProvisioner, "UUID">;
  /** Address of its own node. */
  readonly address: number;
}

/** As many as programs for phones take: a fifth of all. */
const unicastSize = 0x199a;
const groupSize = 0x0ccb;
const sceneSize = 0x3333;

/** The first provisioner of a network: it leaves room for others. */
export function firstProvisioner(UUID: Uint8Array): DatabaseProvisioner {
  return {
    provisionerName: "xs-mesh",
    UUID,
    allocatedUnicastRange: [{ lowAddress: 0x0001, highAddress: unicastSize }],
    allocatedGroupRange: [{ lowAddress: 0xc000, highAddress: 0xbfff + groupSize }],
    allocatedSceneRange: [{ firstScene: 0x0001, lastScene: sceneSize }],
  };
}

/**
 * Ranges for a provisioner that is new in a network, which overlap with none of the others, and an address that nobody has or
 * had. Throws Error where a range is used up.
 */
export function newProvisioner(
  database: ConfigurationDatabase,
  { address, name }: { readonly address?: number | undefined; readonly name: string },
): NewProvisioner {
  const { networkExclusions = [], nodes, provisioners } = database;
  const used: NumberRange[] = [
    ...nodes.map(({ elements, unicastAddress: low }) => {
      return { low, high: low + Math.max(1, elements.length) - 1 };
    }),
    ...networkExclusions.flatMap(({ addresses }) =>
      addresses.map((each) => ({ low: each, high: each })),
    ),
  ];
  const given = provisioners.flatMap(({ allocatedUnicastRange }) =>
    allocatedUnicastRange.map(({ highAddress, lowAddress }) => ({
      low: lowAddress,
      high: highAddress,
    })),
  );
  const all = { low: 0x0001, high: 0x7fff };
  const unicast = nextRange(all, [...given, ...used], unicastSize);
  if (!unicast)
    throw new Error(
      "the other provisioners give out all unicast addresses: make one of their ranges smaller, there or in the file",
    );
  const groups = nextRange(
    { low: 0xc000, high: 0xfeff },
    provisioners.flatMap(({ allocatedGroupRange }) =>
      allocatedGroupRange.map(({ highAddress, lowAddress }) => ({
        low: lowAddress,
        high: highAddress,
      })),
    ),
    groupSize,
  );
  const scenes = nextRange(
    { low: 0x0001, high: 0xffff },
    provisioners.flatMap(({ allocatedSceneRange }) =>
      allocatedSceneRange.map(({ firstScene, lastScene }) => ({
        low: firstScene,
        high: lastScene,
      })),
    ),
    sceneSize,
  );
  return {
    address: address ?? unicast.low,
    provisioner: {
      provisionerName: name,
      allocatedUnicastRange: [{ lowAddress: unicast.low, highAddress: unicast.high }],
      allocatedGroupRange: groups ? [{ lowAddress: groups.low, highAddress: groups.high }] : [],
      allocatedSceneRange: scenes ? [{ firstScene: scenes.low, lastScene: scenes.high }] : [],
    },
  };
}
