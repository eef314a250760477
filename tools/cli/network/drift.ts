import type { Command } from "commander";
import type { KnownNetwork, KnownNode } from "../../network/desired/known-network.js";
import type { NetworkTarget } from "../../network/desired/resolve.js";
import { driftPlan } from "../../network/drift/drift.js";
import { driftJson, driftText } from "../../network/drift/drift-text.js";
import { type NodeReading, readNetwork } from "../../network/drift/read-network.js";
import { isEmpty, type NetworkPlan, planNetwork } from "../../network/plan/network-plan.js";
import { ConsoleProgress, silentProgress } from "../progress.js";
import { type ApplyCommandOptions, awayExitCode, carriedOut, carryOut } from "./apply.js";
import { givenDocument } from "./documents.js";
import { changesExitCode } from "./plans.js";
import { type NetworkSession, onNetwork, withSession } from "./session.js";

interface DriftOptions extends ApplyCommandOptions {
  readonly fix?: boolean;
  readonly accept?: boolean;
}

/** `xs-mesh drift`. */
export function addDrift(program: Command): void {
  const command = carriedOut(
    onNetwork(
      program
        .command("drift")
        .description(
          "read back everything that the nodes have, and compare it; exit code 2 for a difference, 3 where nodes are away",
        )
        .argument("[document]", "compare with this instead of what was configured from here"),
    ),
  )
    .option("--fix", "make the nodes as they are to be")
    .option("--accept", "take over what the nodes have as what is wanted");
  command.action(async (path: string | undefined, options: DriftOptions) => {
    if (options.fix && options.accept)
      throw new Error(
        "--fix and --accept: the nodes change, or what is wanted of them: choose one",
      );
    if (options.accept && path !== undefined)
      throw new Error("--accept does not go with a document, which is not rewritten");
    const document = path === undefined ? undefined : await givenDocument(path);
    await withSession(options, async (session) => {
      const before = session.book.known;
      // What cannot be meant for this network is said before anything is read.
      const target = document?.targetOf(before);
      const nodes = target ? target.nodes.map(({ known }) => known) : nodesOf(session, before);
      const readings = await readNodes(
        session,
        nodes,
        options,
        options.accept === true || target !== undefined,
      );
      const plan =
        document && target
          ? planAgain(session.book.known, document.targetOf(session.book.known), readings)
          : driftPlan(before, readings);
      await report(session, plan, readings, options, target ? "the document" : "recorded");
    });
  });
}

/** The plan for a document, for the nodes that were read. */
function planAgain(
  network: KnownNetwork,
  target: NetworkTarget,
  readings: readonly NodeReading[],
): NetworkPlan {
  const read = new Set(
    readings
      .filter((each) => each.read && !each.isOther)
      .map(({ known }) => known.node.unicastAddress),
  );
  const nodes = target.nodes.filter(({ known }) => read.has(known.node.unicastAddress));
  return planNetwork(network, { ...target, nodes });
}

/** All nodes but the provisioner's own. */
export function nodesOf(
  { provisioner }: NetworkSession,
  { nodes }: KnownNetwork,
): readonly KnownNode[] {
  return nodes.filter(({ node }) => node.unicastAddress !== provisioner.address);
}

/** Reads nodes, with a progress. */
export async function readNodes(
  session: NetworkSession,
  nodes: readonly KnownNode[],
  { json, parallel }: Pick<ApplyCommandOptions, "json" | "parallel">,
  keeps: boolean,
): Promise<readonly NodeReading[]> {
  const { book, client, provisioner } = session;
  const { crypto } = provisioner.node.host;
  const progress = json ? silentProgress : new ConsoleProgress();
  progress.phase("reading", nodes.length);
  const onNode = () => progress.step();
  const readings = await session.run(
    readNetwork(nodes, keeps, { book, client, crypto, parallel, onNode }),
  );
  progress.end();
  return readings;
}

async function report(
  session: NetworkSession,
  plan: NetworkPlan,
  readings: readonly NodeReading[],
  options: DriftOptions,
  wanted: string,
): Promise<void> {
  const { accept, fix, json } = options;
  if (json && !fix) console.log(JSON.stringify(driftJson(plan, readings), undefined, 2));
  else if (!json) console.log(driftText(plan, readings, wanted));
  const isAway = readings.some(({ read }) => !read);
  process.exitCode =
    !isEmpty(plan) || readings.some(({ isOther }) => isOther)
      ? changesExitCode
      : isAway
        ? awayExitCode
        : 0;
  if (accept) process.exitCode = isAway ? awayExitCode : 0;
  if (fix && !isEmpty(plan)) await carryOut(session, plan, options);
}
