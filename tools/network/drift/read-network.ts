import type { Crypto } from "../../../modules/host/crypto.js";
import { hasModels } from "../apply/node-run.js";
import { isAborted, isAway, type NetworkClient } from "../apply/network-client.js";
import { knowledgeOf } from "../book/records.js";
import type { NetworkBook } from "../book/network-book.js";
import { type KnownNetwork, type KnownNode, knownNode, wasRead } from "../desired/known-network.js";
import { inParallel } from "../parallel.js";
import { labelsOf, type ReadNode, readNode } from "../reading/read-node.js";

/** What became of the reading of a node. */
export interface NodeReading {
  readonly known: KnownNode;
  /** Undefined: it does not answer. */
  readonly read: ReadNode | undefined;
  /** It has other elements or models than it was known to have. */
  readonly isOther: boolean;
}

export interface ReadNetworkOptions {
  readonly book: NetworkBook;
  readonly client: NetworkClient;
  readonly crypto: Crypto;
  /** Nodes that are read at the same time. Default 4. */
  readonly parallel?: number;
  readonly onNode?: (reading: NodeReading) => void;
}

/** Reads nodes. What they have is kept where they were never read, or `keeps` says so. Rejects with AbortError. */
export async function readNetwork(
  nodes: readonly KnownNode[],
  keeps: boolean,
  { book, client, crypto, onNode, parallel = 4 }: ReadNetworkOptions,
): Promise<readonly NodeReading[]> {
  const labelOf = labelsOf(crypto, book.database);
  const readings = new Map<KnownNode, NodeReading>();
  await inParallel(nodes, parallel, async (known) => {
    let read: ReadNode | undefined;
    try {
      read = await readNode(client, known, labelOf);
    } catch (error) {
      if (isAborted(error) || !isAway(error)) throw error;
    }
    const isOther = read !== undefined && wasRead(known) && !hasSameModels(known, read);
    const reading = { known, read, isOther };
    if (read && (keeps || !wasRead(known))) keep(book, read);
    readings.set(known, reading);
    onNode?.(reading);
  });
  return nodes.map((node) => readings.get(node)!);
}

function hasSameModels({ node }: KnownNode, { node: read }: ReadNode): boolean {
  const elements = read.elements.map(({ location, models }) => ({
    location,
    models: models.map(({ modelId }) => modelId),
  }));
  return hasModels(node, { elements });
}

function keep(book: NetworkBook, { node, ownLists, page1, states }: ReadNode): void {
  book.keep(node, { confirmed: true, ownLists, page1, states });
}

/** The network as its nodes have it: those that were read, and the others as they are known. */
export function asRead(network: KnownNetwork, readings: readonly NodeReading[]): KnownNetwork {
  const read = new Map(
    readings.map((reading) => [reading.known.node.unicastAddress, reading.read]),
  );
  return {
    ...network,
    nodes: network.nodes.map((known) => {
      const own = read.get(known.node.unicastAddress);
      if (!own) return known;
      return knownNode(own.node, knowledgeOf({ ...own, confirmed: true }));
    }),
  };
}
