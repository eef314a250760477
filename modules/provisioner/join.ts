import { randomBytes } from "../base/random.js";
import { equalBytes } from "../base/bytes.js";
import { MeshError } from "../base/errors.js";
import type { Records } from "../base/records.js";
import type { Node } from "../node/node.js";
import type { NetworkDatabase } from "./database.js";
import {
  checkKnowledge,
  learnKeys,
  learnNodes,
  type NetworkKnowledge,
} from "./network-knowledge.js";

/** Present where the network was made elsewhere: 1 while the node is put into it, 2 from then on. */
const joinKey = "pj";
const begun = 1;
const done = 2;

/** A network that exists, for a provisioner that joins it. */
export interface ExistingNetwork extends NetworkKnowledge {
  /** The primary NetKey, index 0, must be among them. */
  readonly netKeys: NonNullable<NetworkKnowledge["netKeys"]>;
  /** Device key of the provisioner's own node, 16 octets; default: a random one. */
  readonly deviceKey?: Uint8Array;
  /** 32 bits; default: that of the first authenticated beacon that is received. Until then nothing can be sent. */
  readonly ivIndex?: number;
}

function stateOf(records: Records): number {
  return records.read(joinKey)?.[0] ?? 0;
}

/** Whether the provisioner was cut off while it joined: `joinNetwork` has to complete it. */
export function isJoining(records: Records): boolean {
  return stateOf(records) === begun;
}

/**
 * Puts a provisioner's node into a network, at an address that nobody has had there. It does nothing
 * where that was done before; where the power was cut meanwhile it goes on. Throws RangeError for
 * a network or an address that cannot be, MeshError where the store has another network, or fails.
 */
export function joinNetwork(options: {
  readonly node: Node;
  readonly records: Records;
  readonly database: NetworkDatabase;
  readonly network: ExistingNetwork;
  readonly address: number | undefined;
}): void {
  const { database, network, node, records } = options;
  const state = stateOf(records);
  if (state === done) return;
  if (state !== begun && node.provisioned)
    throw new MeshError(
      "network: the store holds the provisioner of another network; give this one a store of its own",
    );
  const address = checkJoin(options);
  if (!records.writeChecked(joinKey, Uint8Array.of(begun)))
    throw new MeshError("the store refuses what is known of the network");
  database.ownAddress = address;
  learnNodes(database, network);
  const { deviceKey = randomBytes(node.host.random, 16), ivIndex, netKeys } = network;
  const { index: netKeyIndex, key, oldKey } = netKeys.find(({ index }) => index === 0)!;
  if (!node.provisioned)
    node.provision({
      netKey: oldKey ?? key,
      deviceKey,
      netKeyIndex,
      address,
      ...(ivIndex !== undefined && { ivIndex }),
    });
  learnKeys(node.network!, network);
  if (!records.writeChecked(joinKey, Uint8Array.of(done)))
    throw new MeshError("the store refuses what is known of the network");
}

/** The own address. Throws RangeError where it, or the network, cannot be. */
function checkJoin({
  address,
  database,
  network,
  node,
}: Parameters<typeof joinNetwork>[0]): number {
  if (address === undefined)
    throw new RangeError("address: a provisioner that joins a network needs one of its own");
  checkKnowledge(network);
  const { exclusions = [], netKeys, nodes = [] } = network;
  if (!netKeys.some(({ index }) => index === 0))
    throw new RangeError("network.netKeys: the primary NetKey, index 0, is missing");
  const reason = "its sequence numbers are unknown, and other nodes would drop what is sent";
  const has = nodes.find(
    (each) => address >= each.address && address < each.address + each.elements,
  );
  if (has && !(has.address === address && equalBytes(has.uuid, node.uuid) && node.provisioned))
    throw new RangeError(
      `address ${address}: node ${has.address} of the network has it; ${reason}`,
    );
  if (exclusions.some(({ addresses }) => addresses.includes(address)))
    throw new RangeError(`address ${address}: a node that left had it; ${reason}`);
  const known = database.at(address);
  if (known) throw new RangeError(`address ${address}: node ${known.address} has it; ${reason}`);
  return address;
}
