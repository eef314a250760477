import { randomBytes } from "../../../modules/base/random.js";
import type { Provisioner } from "../../../modules/provisioner/provisioner.js";
import type { NetworkBook } from "../book/network-book.js";
import { addressKey } from "../configuration/values.js";
import type { Added, NetworkAdditions } from "../desired/resolve.js";
import { inParallel } from "../parallel.js";
import { isChanged, type NetworkPlan, type NodePlan } from "../plan/network-plan.js";
import { isAborted, type NetworkClient } from "./network-client.js";
import { NodeRun, type NodeResult, type StepDone } from "./node-run.js";

export interface ApplyOptions {
  readonly provisioner: Provisioner;
  readonly book: NetworkBook;
  readonly client: NetworkClient;
  /** Nodes that are configured at the same time, 1 or more. Default 4. */
  readonly parallel?: number;
  /** What a step that a node refuses ends: everything, or the work on that node. Default "stop". */
  readonly onFailure?: "stop" | "continue";
  /** Called after each message that was confirmed. */
  readonly onStep?: (done: StepDone) => void;
}

/** What became of a plan. */
export interface ApplyReport {
  /** The nodes that were to be changed, in the order of the plan. */
  readonly nodes: readonly NodeResult[];
  /** Messages that were sent, each once. */
  readonly messages: number;
  /** Whether the user ended it. */
  readonly aborted: boolean;
}

const usualParallel = 4;

/** Whether everything of the plan was done. */
export function isComplete({ aborted, nodes }: ApplyReport): boolean {
  return !aborted && nodes.every(({ outcome }) => outcome === "done");
}

/**
 * Carries out a plan. Each step is confirmed by the node and kept in the book before the next one of that node: after an
 * interruption a new plan has what is left. Nodes that are away are tried once more when the others are done.
 */
export async function applyPlan(plan: NetworkPlan, options: ApplyOptions): Promise<ApplyReport> {
  const { client, onFailure = "stop", parallel = usualParallel } = options;
  await addToNetwork(plan.additions, options);
  const { appKeys } = plan.target;
  const changed = plan.nodes.filter(isChanged);
  const isOver = () => stopped || aborted;
  const runs = new Map(
    changed.map((node) => [node, new NodeRun(node, { ...options, appKeys, isOver })]),
  );
  const results = new Map<NodePlan, NodeResult>();
  let stopped = false;
  let aborted = false;
  const work = async (node: NodePlan): Promise<void> => {
    const run = runs.get(node)!;
    try {
      const result = await run.run();
      results.set(node, result);
      if (result.outcome === "failed" && onFailure === "stop") stopped = true;
    } catch (error) {
      if (!isAborted(error)) throw error;
      aborted = true;
      results.set(node, run.result("stopped"));
    }
  };
  const all = (nodes: readonly NodePlan[]) => inParallel(nodes, parallel, work, isOver);
  await all(changed);
  // Those that were away may be back.
  if (!isOver()) await all(changed.filter((node) => results.get(node)?.outcome === "away"));
  return {
    nodes: changed.map((node) => results.get(node) ?? runs.get(node)!.result("stopped")),
    messages: client.messages,
    aborted,
  };
}

/** Makes what the network gets: new keys, which the provisioner's node has first, and names in the book. */
async function addToNetwork(
  { appKeys, groups, name, netKeys, scenes }: NetworkAdditions,
  { book, provisioner }: Pick<ApplyOptions, "book" | "provisioner">,
): Promise<void> {
  const { address, configuration, node } = provisioner;
  const key = () => randomBytes(node.host.random, 16);
  for (const { index } of netKeys)
    if (!node.network?.subnets.get(index)) await configuration.addNetKey(address, index, key());
  for (const { boundNetKey, index } of appKeys)
    if (!node.network?.applicationKeys.get(index))
      await configuration.addAppKey(address, boundNetKey, index, key());
  const { database } = book;
  const named = <T extends { readonly index: number; readonly name: string }>(
    known: readonly T[],
    own: readonly { readonly index: number; readonly name: string }[],
  ) =>
    known.map((each) => {
      return { ...each, name: own.find(({ index }) => index === each.index)?.name ?? each.name };
    });
  if (name === undefined && [appKeys, groups, netKeys, scenes].every(({ length }) => length === 0))
    return;
  book.change({
    ...(name !== undefined && { meshName: name }),
    netKeys: named(database.netKeys, netKeys),
    appKeys: named(database.appKeys, appKeys),
    groups: replaced(database.groups, groups, ({ address: group }) => addressKey(group)),
    scenes: replaced(database.scenes, scenes, ({ number }) => String(number)),
  });
}

/** The list with new items, or with new names of those that it has. */
function replaced<T extends { readonly name: string }>(
  known: readonly T[],
  added: readonly Added<T>[],
  keyOf: (item: T) => string,
): T[] {
  const names = new Map(added.map((item) => [keyOf(item), item.name]));
  const named = known.map((item) => ({ ...item, name: names.get(keyOf(item)) ?? item.name }));
  const fresh = added.filter(({ before }) => before === undefined);
  return [...named, ...fresh];
}
