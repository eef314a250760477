import { type Command, Option } from "commander";
import { createInterface } from "node:readline/promises";
import { applyPlan, type ApplyReport, isComplete } from "../../network/apply/apply.js";
import type { NodeResult } from "../../network/apply/node-run.js";
import type { KnownNetwork } from "../../network/desired/known-network.js";
import type { NetworkTarget } from "../../network/desired/resolve.js";
import { isEmpty, type NetworkPlan, planNetwork } from "../../network/plan/network-plan.js";
import { counted, nodeTitle, planJson, planText, seconds } from "../../network/plan/plan-text.js";
import { wholeNumber } from "../arguments.js";
import type { Progress } from "../../simulate/options.js";
import { ConsoleProgress, silentProgress } from "../progress.js";
import { givenDocument } from "./documents.js";
import { readUnknown } from "./plans.js";
import { type NetworkSession, onNetwork, type SessionOptions, withSession } from "./session.js";

/** Exit code where some nodes are away: what is left can be applied later. */
export const awayExitCode = 3;

export interface ApplyCommandOptions extends SessionOptions {
  readonly parallel: number;
  readonly onFailure: "stop" | "continue";
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Adds the options that say how a plan is carried out. */
export function carriedOut(command: Command): Command {
  return command
    .option("--parallel <count>", "nodes at the same time", wholeNumber(1, 64), 4)
    .addOption(
      new Option(
        "--on-failure <what>",
        "when a node refuses something: stop, or go on with the others",
      )
        .choices(["stop", "continue"])
        .default("stop"),
    )
    .option("--yes", "do not ask before anything is changed");
}

/** `xs-mesh apply`. */
export function addApply(program: Command): void {
  const command = carriedOut(
    onNetwork(
      program
        .command("apply")
        .description(
          "make a network as a document says; exit code 3 where nodes are away, 1 where one refuses",
        )
        .argument("<document>", "YAML, JSON, or a module of TypeScript or JavaScript"),
    ),
  );
  command.action(async (path: string, options: ApplyCommandOptions) => {
    const document = await givenDocument(path);
    await withSession(options, (session) => applyTarget(session, document.targetOf, options));
  });
}

/** Plans, asks, and carries out. `targetOf`: how a network is to be. */
export async function applyTarget(
  session: NetworkSession,
  targetOf: (network: KnownNetwork) => NetworkTarget,
  options: ApplyCommandOptions,
): Promise<void> {
  await readUnknown(session);
  const { known } = session.book;
  await carryOut(session, planNetwork(known, targetOf(known)), options);
}

/** Shows a plan, asks where somebody can answer, and carries it out. Sets the exit code. */
export async function carryOut(
  session: NetworkSession,
  plan: NetworkPlan,
  options: ApplyCommandOptions,
): Promise<void> {
  const { json, onFailure, parallel, yes } = options;
  if (!json) console.log(planText(plan));
  if (isEmpty(plan)) {
    if (json) console.log(JSON.stringify({ plan: planJson(plan), nodes: [] }, undefined, 2));
    if (plan.target.unread.length > 0) process.exitCode = awayExitCode;
    return;
  }
  if (!yes && !json && process.stdin.isTTY && process.stdout.isTTY && !(await confirmed())) {
    process.exitCode = 1;
    return;
  }
  const progress: Progress = json ? silentProgress : new ConsoleProgress();
  const begin = session.now;
  const all = plan.nodes.reduce((sum, { steps }) => sum + steps.length, 0);
  progress.phase("applying", all);
  const report = await session.run(
    applyPlan(plan, {
      provisioner: session.provisioner,
      book: session.book,
      client: session.client,
      parallel,
      onFailure,
      onStep: ({ steps }) => {
        steps.forEach(() => progress.step());
      },
    }),
  );
  progress.end();
  show(plan, report, session.now - begin, session.real, json === true);
}

async function confirmed(): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await lines.question("Apply this? (y/n) ")).trim());
  } finally {
    lines.close();
  }
}

function show(
  plan: NetworkPlan,
  report: ApplyReport,
  milliseconds: number,
  real: boolean,
  json: boolean,
): void {
  const { messages, nodes } = report;
  if (json)
    console.log(
      JSON.stringify(
        {
          plan: planJson(plan),
          nodes: nodes.map((node) => ({
            node: nodeTitle(node.plan),
            outcome: node.outcome,
            done: node.done,
            of: node.plan.steps.length,
            ...(node.why !== undefined && { why: node.why }),
          })),
          messages,
          [real ? "ms" : "simulatedMs"]: Math.round(milliseconds),
        },
        undefined,
        2,
      ),
    );
  else {
    const done = nodes.filter(({ outcome }) => outcome === "done").length;
    for (const node of nodes) if (node.outcome !== "done") console.log(resultText(node));
    console.log(
      `${done} of ${counted(nodes.length, "node")} done; ${counted(messages, "message")} in ${seconds(milliseconds)}${report.aborted ? "; ended by you" : ""}.`,
    );
    if (!isComplete(report)) console.log("What is left is done by the same command.");
  }
  process.exitCode = exitCodeOf(report, plan);
}

function resultText({ done, outcome, plan, why }: NodeResult): string {
  const what = {
    away: "away",
    done: "done",
    failed: "refused",
    other: "not touched",
    stopped: "not begun or not finished",
  }[outcome];
  const steps = `${done} of ${plan.steps.length} requests done`;
  return `! node ${nodeTitle(plan)}: ${what}${why === undefined ? "" : `, ${why}`} (${steps})`;
}

function exitCodeOf(report: ApplyReport, { target }: NetworkPlan): number {
  if (isComplete(report)) return target.unread.length > 0 ? awayExitCode : 0;
  const wrong = report.nodes.some(({ outcome }) => outcome === "failed" || outcome === "other");
  return wrong || report.aborted ? 1 : awayExitCode;
}
