import { toHex } from "../../../modules/base/bytes.js";
import { addressText } from "../cdb/listing.js";
import { changeText, stepText } from "../configuration/texts.js";
import { NetworkWords } from "../configuration/words.js";
import { nodeText } from "../desired/selection.js";
import {
  isChanged,
  isEmpty,
  messageCount,
  type NetworkPlan,
  type NodePlan,
} from "./network-plan.js";

/** What a run of the plan on the twin took. */
export interface Estimate {
  /** Simulated milliseconds. */
  readonly milliseconds: number;
}

/** How a plan names keys and groups: as the network is afterwards. */
export function wordsOf({ target }: NetworkPlan): NetworkWords {
  return new NetworkWords({
    appKeys: target.appKeys,
    netKeys: target.additions.netKeys,
    groups: target.groups,
  });
}

/** "0005 ceiling". */
export function nodeTitle({ known: { node }, target: { after } }: NodePlan): string {
  const name = after.name ?? node.name;
  return `${addressText(node.unicastAddress)}${name === undefined ? "" : ` ${name}`}`;
}

/** "1 node", "2 nodes". */
export function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** A plan as lines: what is added (+), removed (-) and changed (~). `requests`: with the requests, in their order. */
export function planText(
  plan: NetworkPlan,
  {
    estimate,
    requests = false,
  }: { readonly estimate?: Estimate | undefined; readonly requests?: boolean } = {},
): string {
  const words = wordsOf(plan);
  const unread = plan.target.unread.map(
    (node) =>
      `! node ${nodeText(node)}: nothing is planned for it, as nobody has read what it is made of`,
  );
  const blocks = [
    ...unread,
    ...additionLines(plan),
    ...plan.nodes.filter(isChanged).map((node) => changedText(node, words, requests)),
  ];
  return [...blocks, ...(blocks.length > 0 ? [""] : []), summary(plan, estimate)].join("\n");
}

function additionLines({ additions, target }: NetworkPlan): readonly string[] {
  const { appKeys, groups, name, netKeys, scenes } = additions;
  const words = new NetworkWords({ appKeys: target.appKeys, netKeys, groups: target.groups });
  const line = ({ before }: { readonly before?: string }, text: string, of = "") =>
    before === undefined ? `+ ${text}${of}` : `~ ${text}: its name was ${before}`;
  return [
    ...(name === undefined ? [] : [`~ name of the network: ${name}`]),
    ...netKeys.map((key) => line(key, words.netKey(key.index))),
    ...appKeys.map((key) =>
      line(key, words.appKey(key.index), `, bound to ${words.netKey(key.boundNetKey)}`),
    ),
    ...groups.map((group) => line(group, `group ${words.address(group.address)}`)),
    ...scenes.map((scene) => line(scene, `scene ${scene.number} ${scene.name}`)),
  ];
}

function changedText(plan: NodePlan, words: NetworkWords, requests: boolean): string {
  const { changes, known, renamed, steps, target, unread } = plan;
  const { node } = known;
  return [
    `~ node ${nodeTitle(plan)}`,
    ...(renamed ? [`    ~ name: ${node.name ?? "none"} -> ${target.after.name}`] : []),
    ...changes.map((change) => `    ${changeText(node, change, words)}`),
    ...(requests && steps.length > 0
      ? [
          `  in ${counted(messageCount(plan), "message")}:`,
          ...(unread ? ["    Composition Data Get, as nobody here has read it"] : []),
          ...plan.messages.map(
            (message) => `    ${message.map((step) => stepText(node, step, words)).join(" & ")}`,
          ),
        ]
      : []),
  ].join("\n");
}

function summary(plan: NetworkPlan, estimate: Estimate | undefined): string {
  const { nodes, others } = plan;
  if (isEmpty(plan) && plan.target.unread.length === 0)
    return `Nothing is to be done: ${counted(nodes.length, "node")} as the document says${others > 0 ? `, ${others} that it does not name` : ""}.`;
  const changed = nodes.filter(isChanged);
  const messages = changed.reduce((sum, node) => sum + messageCount(node), 0);
  const requests = changed.reduce((sum, { steps }) => sum + steps.length, 0);
  const parts = [
    `${counted(changed.length, "node")} to change, ${nodes.length - changed.length} as wanted`,
    ...(others > 0 ? [`${others} not named`] : []),
    messages === requests
      ? counted(messages, "message")
      : `${counted(requests, "request")} in ${counted(messages, "message")}`,
    ...(estimate ? [`about ${seconds(estimate.milliseconds)} by the simulated twin`] : []),
  ];
  return `${parts.join("; ")}.`;
}

/** "6.2 s". */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A plan as an object for programs. */
export function planJson(plan: NetworkPlan, estimate?: Estimate): object {
  const { additions, nodes, others } = plan;
  const words = wordsOf(plan);
  return {
    empty: isEmpty(plan),
    additions: {
      name: additions.name,
      netKeys: additions.netKeys.map(({ index, name }) => ({ index, name })),
      appKeys: additions.appKeys.map(({ boundNetKey, index, name }) => ({
        index,
        name,
        netKey: boundNetKey,
      })),
      groups: additions.groups.map(({ address, name }) => ({
        name,
        address: addressText(address),
      })),
      scenes: additions.scenes.map(({ name, number }) => ({ name, number })),
    },
    nodes: nodes.map((node) => ({
      uuid: toHex(node.known.node.UUID),
      address: addressText(node.known.node.unicastAddress),
      name: node.target.after.name,
      changed: isChanged(node),
      changes: node.changes.map((change) => ({
        change: change.change,
        of: change.of,
        text: changeText(node.known.node, change, words),
      })),
      messages: node.messages.map((steps) =>
        steps.map((step) => stepText(node.known.node, step, words)),
      ),
    })),
    others,
    unread: plan.target.unread.map(nodeText),
    messages: nodes.reduce((sum, node) => sum + messageCount(node), 0),
    ...(estimate && { simulatedMs: Math.round(estimate.milliseconds) }),
  };
}
