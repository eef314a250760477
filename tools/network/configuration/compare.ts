import { modelIdText } from "../../../modules/access/model-id.js";
import { toHex } from "../../../modules/base/bytes.js";
import type {
  ConfigurationDatabase,
  DatabaseNode,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";
import { addressText } from "../cdb/listing.js";
import { modelName } from "../model-names.js";
import { type Change, changesOf } from "./changes.js";
import { planNode } from "./plan.js";
import type { Step } from "./step.js";

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

/** "0004 Light Lightness Server". */
function placeText(node: DatabaseNode, place: { element: number; modelId: number }): string {
  const name = modelName(place.modelId) || modelIdText(place.modelId);
  return `${addressText(node.unicastAddress + place.element)} ${name}`;
}

function publicationText(publication: DatabasePublication | undefined): string {
  if (publication === undefined) return "nowhere";
  const { address, index, period, ttl } = publication;
  const every = period.numberOfSteps * period.resolution;
  const how = [
    `AppKey ${index}`,
    ttl === 255 ? "" : `TTL ${ttl}`,
    every ? `every ${every} ms` : "",
  ];
  return `${addressText(address)} (${how.filter((part) => part !== "").join(", ")})`;
}

const signs = { add: "+", remove: "-", change: "~" } as const;

function changeText(node: DatabaseNode, change: Change): string {
  const sign = signs[change.change];
  switch (change.of) {
    case "net-key":
      return `${sign} NetKey ${change.index}`;
    case "app-key":
      return `${sign} AppKey ${change.index}`;
    case "binding":
      return `${sign} ${placeText(node, change)}: bound to AppKey ${change.index}`;
    case "subscription":
      return `${sign} ${placeText(node, change)}: subscribes to ${addressText(change.address)}`;
    case "publication": {
      const { after, before } = change;
      const what =
        change.change === "change"
          ? `${publicationText(before)} -> ${publicationText(after)}`
          : publicationText(after ?? before);
      return `${sign} ${placeText(node, change)}: publishes to ${what}`;
    }
    case "state": {
      const { after, before, state } = change;
      const was = before === undefined ? "" : `${JSON.stringify(before)} -> `;
      return `${sign} ${state}: ${was}${JSON.stringify(after)}`;
    }
  }
}

function stepText(node: DatabaseNode, step: Step): string {
  switch (step.step) {
    case "add-net-key":
      return `NetKey ${step.index} Add`;
    case "delete-net-key":
      return `NetKey ${step.index} Delete`;
    case "add-app-key":
      return `AppKey ${step.index} Add`;
    case "delete-app-key":
      return `AppKey ${step.index} Delete`;
    case "bind":
      return `Model App Bind: ${placeText(node, step)}, AppKey ${step.index}`;
    case "unbind":
      return `Model App Unbind: ${placeText(node, step)}, AppKey ${step.index}`;
    case "publish":
      return `Model Publication Set: ${placeText(node, step)}, ${publicationText(step.publication)}`;
    case "subscribe":
      return `Model Subscription Add: ${placeText(node, step)}, ${addressText(step.address)}`;
    case "unsubscribe":
      return `Model Subscription Delete: ${placeText(node, step)}, ${addressText(step.address)}`;
    case "overwrite":
      return `Model Subscription Overwrite: ${placeText(node, step)}, ${addressText(step.address)}`;
    case "unsubscribe-all":
      return `Model Subscription Delete All: ${placeText(node, step)}`;
    case "state":
      return `${step.state} Set: ${JSON.stringify(step.value)}`;
  }
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
