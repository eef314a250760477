import { toHex } from "../../../modules/base/bytes.js";
import type {
  ConfigurationDatabase,
  DatabaseNode,
} from "../../../modules/provisioner/configuration-database.js";
import { addressText } from "../cdb/listing.js";
import { changesOf } from "./changes.js";
import { planNode } from "./plan.js";
import { changeText, stepText } from "./texts.js";

/** What differs of one node. */
export interface NodeComparison {
  readonly uuid: string;
  readonly address: string;
  readonly name: string | undefined;
  /** "added", "removed": it is in one of the two; "other": its elements or models are others, so that nothing can be said. */
  readonly kind: "same" | "different" | "added" | "removed" | "other";
  readonly changes: readonly string[];
  /** Requests that lead from the first configuration to the second, in their order. */
  readonly requests: readonly string[];
}

function compositionOf({ elements }: DatabaseNode): string {
  return JSON.stringify(elements.map(({ models }) => models.map(({ modelId }) => modelId)));
}

/** Compares what two databases of a network have of its nodes, by their UUIDs. */
export function compareNodes(
  before: ConfigurationDatabase,
  after: ConfigurationDatabase,
): readonly NodeComparison[] {
  const known = new Map(before.nodes.map((node) => [toHex(node.UUID), node]));
  const appKeys = [
    ...after.appKeys,
    ...before.appKeys.filter(({ index }) => !after.appKeys.some((key) => key.index === index)),
  ];
  const comparisons = after.nodes.map((node): NodeComparison => {
    const uuid = toHex(node.UUID);
    const own = known.get(uuid);
    known.delete(uuid);
    const head = { uuid, address: addressText(node.unicastAddress), name: node.name };
    const none = { changes: [], requests: [] };
    if (!own) return { ...head, ...none, kind: "added" };
    if (own.unicastAddress !== node.unicastAddress || compositionOf(own) !== compositionOf(node))
      return { ...head, ...none, kind: "other" };
    const changes = changesOf(own, node).map((change) => changeText(node, change));
    const requests = planNode(own, node, { appKeys }).map((step) => stepText(node, step));
    return { ...head, kind: changes.length === 0 ? "same" : "different", changes, requests };
  });
  const removed = [...known].map(([uuid, { name, unicastAddress }]): NodeComparison => {
    const address = addressText(unicastAddress);
    return { uuid, address, name, kind: "removed", changes: [], requests: [] };
  });
  return [...comparisons, ...removed];
}

/** The differences as text: of each node what differs, and the requests. */
export function comparisonText(comparisons: readonly NodeComparison[]): string {
  const told = comparisons.filter(({ kind }) => kind !== "same");
  const parts = told.map(({ address, changes, kind, name = "", requests, uuid }) => {
    const title = `${address} ${name}`.trimEnd();
    if (kind === "added") return `+ node ${title} (${uuid})`;
    if (kind === "removed") return `- node ${title} (${uuid})`;
    if (kind === "other")
      return `! node ${title} (${uuid}): another address, or other elements or models, so that its configuration cannot be compared`;
    const count = requests.length;
    return [
      `~ node ${title}`,
      ...changes.map((line) => `    ${line}`),
      `  ${count} request${count === 1 ? "" : "s"}:`,
      ...requests.map((line, i) => `    ${i + 1}. ${line}`),
    ].join("\n");
  });
  const same = comparisons.length - told.length;
  return [...parts, `${same} of ${comparisons.length} nodes are the same.`].join("\n");
}
