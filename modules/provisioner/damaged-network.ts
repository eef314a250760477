import { frozen } from "../base/frozen.js";
import { MeshError } from "../base/errors.js";
import type { Store } from "../host/store.js";
import type { Node } from "../node/node.js";

/** The records without which a provisioner is not on its network, and what is in them. */
const needed = frozen([
  ["node", "its own address and device key"],
  ["iv", "the IV Index and its sequence numbers"],
  ["n.000", "the NetKey of the primary subnet"],
] as const);
const badPrefix = "bad.";
/** Records of the database of nodes. */
const databasePrefix = "p";

/**
 * The store of a provisioner has a network that cannot be used because records are damaged or
 * missing.
 */
export class DamagedNetworkError extends MeshError {
  /** The records that are damaged or missing, by key. */
  readonly records: readonly string[];

  constructor({ nodes, records }: Damage) {
    const list = records.map(({ key, content, aside }) => {
      const what = aside ? `damaged, and set aside as "${badPrefix}${key}"` : "missing";
      return `record "${key}" (${content}) is ${what}`;
    });
    super(
      `the provisioner's store holds a network with ${nodes} nodes, and ${list.join("; ")}. ` +
        "Nothing else was changed. Restore the store from a copy of it; or erase it all, which makes " +
        "a new network that the nodes must be taken into anew, each after a reset by hand",
    );
    this.records = records.map(({ key }) => key);
  }

  override get name(): string {
    return "DamagedNetworkError";
  }
}

/** Records that a store lacks of its network. */
export interface Damage {
  /** Nodes in the database. */
  readonly nodes: number;
  /** Damaged or missing records: key in the store, and content in words. */
  readonly records: readonly {
    readonly key: string;
    readonly content: string;
    /** True: it was damaged and moved to another key; false: it is missing. */
    readonly aside: boolean;
  }[];
}

/**
 * What keeps a provisioner from its network: undefined where it is on it, or its store
 * holds none. What a first start left behind that was cut off before it was through
 * is no network: its identity, which is written last, was never there.
 */
export function damageOf(node: Node, store: Store, nodes: number): Damage | undefined {
  if (node.network?.subnets.get(0)) return undefined;
  const keys = store.keys();
  const isThere = (key: string) => keys.includes(key) || keys.includes(badPrefix + key);
  const began = isThere(needed[0][0]) || keys.some((key) => key.startsWith(databasePrefix));
  if (!began) return undefined;
  const records = needed
    .filter(([key]) => !keys.includes(key))
    .map(([key, content]) => ({ key, content, aside: keys.includes(badPrefix + key) }));
  return { nodes, records };
}
