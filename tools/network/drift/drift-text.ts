import { addressText } from "../cdb/listing.js";
import type { Change } from "../configuration/changes.js";
import { changeText } from "../configuration/texts.js";
import { isChanged, type NetworkPlan } from "../plan/network-plan.js";
import { nodeTitle, wordsOf } from "../plan/plan-text.js";
import { nodeText } from "../desired/selection.js";
import type { NodeReading } from "./read-network.js";
import { toHex } from "../../../modules/base/bytes.js";

/** How the change that leads back tells what a node has. */
const meanings = { add: "is missing", remove: "is there in addition", change: "" } as const;

/** "0004 Light Lightness Server: bound to AppKey 1 is missing". */
function driftedText(
  plan: NetworkPlan,
  node: NetworkPlan["nodes"][number],
  change: Change,
): string {
  const text = changeText(node.known.node, change, wordsOf(plan)).slice(2);
  const isValue = change.of === "state" || change.of === "model-state";
  if (change.change === "change" || isValue) return text;
  return `${text} ${meanings[change.change]}`;
}

/** What differs of the nodes that were read, as lines. `wanted`: what they were compared with, such as "recorded". */
export function driftText(
  plan: NetworkPlan,
  readings: readonly NodeReading[],
  wanted: string,
): string {
  const changed = plan.nodes.filter(isChanged);
  const away = readings.filter(({ read }) => read === undefined);
  const other = readings.filter(({ isOther }) => isOther);
  const notes = readings.flatMap(({ known, read }) =>
    (read?.notes ?? []).map((note) => `? node ${nodeText(known)}: ${note}`),
  );
  const blocks = changed.map((node) =>
    [
      `~ node ${nodeTitle(node)} (has -> ${wanted})`,
      ...node.changes.map((change) => `    ${driftedText(plan, node, change)}`),
    ].join("\n"),
  );
  const same = readings.length - changed.length - away.length - other.length;
  return [
    ...blocks,
    ...other.map(
      ({ known }) =>
        `! node ${nodeText(known)}: other elements or models than it had; xs-mesh nodes --read takes them over`,
    ),
    ...away.map(({ known }) => `! node ${nodeText(known)} does not answer`),
    ...notes,
    `${readings.length} nodes: ${same} as ${wanted}, ${changed.length} different, ${away.length} away${other.length > 0 ? `, ${other.length} with other models` : ""}.`,
  ].join("\n");
}

export function driftJson(plan: NetworkPlan, readings: readonly NodeReading[]): object {
  return {
    nodes: readings.map(({ isOther, known, read }) => {
      const { node } = known;
      const own = plan.nodes.find(
        ({ known: { node: each } }) => each.unicastAddress === node.unicastAddress,
      );
      return {
        uuid: toHex(node.UUID),
        address: addressText(node.unicastAddress),
        name: node.name,
        state: !read ? "away" : isOther ? "other" : own && isChanged(own) ? "different" : "same",
        differences: (own?.changes ?? []).map((change) => driftedText(plan, own!, change)),
        ...(read && read.notes.length > 0 && { notes: read.notes }),
      };
    }),
  };
}
