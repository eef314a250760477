import { equalBytes, toHex } from "../base/bytes.js";
import { checkWhole } from "../base/check.js";
import { MeshError } from "../base/errors.js";
import type { ProvisionedNode } from "../node/provisioned-node.js";
import type {
  ConfigurationDatabase,
  DatabaseAppKey,
  DatabaseExclusion,
  DatabaseNetKey,
} from "./configuration-database.js";
import type { NetworkDatabase, NodeEntry } from "./database.js";

const lastUnicast = 0x7fff;
const mostElements = 255;

/** What is known of a network from elsewhere: from another provisioner, or a Mesh Configuration Database. */
export interface NetworkKnowledge {
  /** NetKeys, with the key from before where a Key Refresh procedure goes on. */
  readonly netKeys?: readonly Pick<DatabaseNetKey, "index" | "key" | "oldKey" | "phase">[];
  readonly appKeys?: readonly Pick<DatabaseAppKey, "index" | "boundNetKey" | "key" | "oldKey">[];
  /** Nodes; that of the provisioner itself may be among them. */
  readonly nodes?: readonly NodeEntry[];
  /** Addresses that nobody gets until the IV Index has grown by two. */
  readonly exclusions?: readonly DatabaseExclusion[];
}

/** What became of knowledge from elsewhere. */
export interface LearnedNodes {
  /** Primary addresses of nodes that were unknown before. */
  readonly added: readonly number[];
  /** Nodes that were not taken over, as another one that is known has the address or the Device UUID. */
  readonly conflicts: readonly { readonly node: NodeEntry; readonly known: number }[];
}

/** The knowledge that a Mesh Configuration Database has; a node without device key or NetKey is left out. */
export function knowledgeOf(database: ConfigurationDatabase): NetworkKnowledge {
  const { appKeys, netKeys, networkExclusions: exclusions } = database;
  const nodes: NodeEntry[] = [];
  for (const { UUID: uuid, deviceKey, elements, netKeys: keys, unicastAddress } of database.nodes) {
    const [key] = keys;
    if (!deviceKey || !key) continue;
    const count = Math.max(elements.length, 1);
    nodes.push({
      address: unicastAddress,
      elements: count,
      netKeyIndex: key.index,
      uuid,
      deviceKey,
    });
  }
  return { netKeys, appKeys, nodes, ...(exclusions && { exclusions }) };
}

/** Throws RangeError for a node or an exclusion that cannot be, before anything is stored. */
export function checkKnowledge({ exclusions = [], nodes = [] }: NetworkKnowledge): void {
  for (const [i, { address, deviceKey, elements, netKeyIndex, uuid }] of nodes.entries()) {
    const name = `nodes[${i}]`;
    checkWhole(`${name}.elements`, elements, 1, mostElements);
    checkWhole(`${name}.address`, address, 1, lastUnicast - elements + 1);
    checkWhole(`${name}.netKeyIndex`, netKeyIndex, 0, 0xfff);
    if (uuid.length !== 16) throw new RangeError(`${name}.uuid: ${uuid.length} octets, not 16`);
    if (deviceKey.length !== 16)
      throw new RangeError(`${name}.deviceKey: ${deviceKey.length} octets, not 16`);
  }
  for (const [i, { addresses, ivIndex }] of exclusions.entries()) {
    checkWhole(`exclusions[${i}].ivIndex`, ivIndex, 0, 0xffff_ffff);
    for (const address of addresses)
      checkWhole(`exclusions[${i}].addresses`, address, 1, lastUnicast);
  }
}

/**
 * Adds nodes and exclusions to those of a database. A node that is known stays as it is, so that
 * none is lost, whatever is learned. Where the power is cut the same knowledge completes it. Throws
 * RangeError as `checkKnowledge`, before anything is stored; MeshError where the store fails.
 */
export function learnNodes(database: NetworkDatabase, knowledge: NetworkKnowledge): LearnedNodes {
  checkKnowledge(knowledge);
  const { exclusions = [], nodes = [] } = knowledge;
  for (const { addresses, ivIndex } of exclusions)
    for (const [first, count] of runsOf(addresses)) database.exclude(first, count, ivIndex);
  const uuids = new Map<string, number>();
  if (nodes.length > 0)
    for (const { address, uuid } of database.nodes) uuids.set(toHex(uuid), address);
  const added: number[] = [];
  const conflicts: { node: NodeEntry; known: number }[] = [];
  for (const node of nodes) {
    const known = knownInstead(database, uuids, node);
    if (known === "same") continue;
    if (known !== undefined) conflicts.push({ node, known });
    else {
      database.add({ ...node, learned: true });
      uuids.set(toHex(node.uuid), node.address);
      added.push(node.address);
    }
  }
  return { added, conflicts };
}

/** The node that is known in place of this one; undefined where there is none. */
function knownInstead(
  database: NetworkDatabase,
  uuids: ReadonlyMap<string, number>,
  node: NodeEntry,
): number | "same" | undefined {
  const { address, deviceKey, elements, uuid } = node;
  const own = database.ownAddress ?? 0;
  if (own === address) return "same";
  if (own > address && own < address + elements) return own;
  const known = database.within(address, elements);
  if (known) {
    const same = known.address === address && equalBytes(known.uuid, uuid);
    return same && equalBytes(known.deviceKey, deviceKey) ? "same" : known.address;
  }
  return uuids.get(toHex(uuid));
}

/** Addresses in a row, each as the first and how many. */
function runsOf(addresses: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const address of addresses.slice().sort((a, b) => a - b)) {
    const last = runs[runs.length - 1];
    if (last && address === last[0] + last[1]) last[1]++;
    else if (!last || address > last[0] + last[1]) runs.push([address, 1]);
  }
  return runs;
}

/**
 * Gives a provisioner's own node the keys that it lacks, in their phase. A key that it has stays
 * as it is. Throws MeshError naming the key that it cannot take.
 */
export function learnKeys(
  { applicationKeys, subnets }: Pick<ProvisionedNode, "applicationKeys" | "subnets">,
  { appKeys = [], netKeys = [] }: NetworkKnowledge,
): void {
  for (const { index, key, oldKey, phase } of netKeys) {
    const current = phase !== 0 && oldKey ? oldKey : key;
    if (!subnets.get(index)) took(`NetKey ${index}`, subnets.add(index, current));
    const { keys, phase: own } = subnets.get(index)!;
    if (current !== key && own === 0 && equalBytes(keys.key, current))
      took(`NetKey ${index}`, subnets.update(index, key));
  }
  for (const { boundNetKey, index, key, oldKey } of appKeys) {
    const phase = subnets.get(boundNetKey)?.phase;
    const current = phase === 1 && oldKey ? oldKey : key;
    if (!applicationKeys.get(index))
      took(`AppKey ${index}`, applicationKeys.add(boundNetKey, index, current));
    const known = applicationKeys.get(index)!;
    if (current !== key && !known.newKey && equalBytes(known.key.key, current))
      took(`AppKey ${index}`, applicationKeys.update(boundNetKey, index, key));
  }
  // In phase 1 alone AppKeys take their new key.
  for (const { index, key, phase } of netKeys) {
    const { newKeys, phase: own } = subnets.get(index)!;
    if (phase === 2 && own === 1 && equalBytes(newKeys!.key, key))
      took(`NetKey ${index}`, subnets.setPhase(index, 2));
  }
}

function took(name: string, result: string): void {
  if (result !== "ok") throw new MeshError(`${name}: the provisioner does not take it: ${result}`);
}
