import { type Command, Option } from "commander";
import { readFileSync } from "node:fs";
import { isEmpty, planNetwork } from "../../network/plan/network-plan.js";
import { type Estimate, planJson, planText } from "../../network/plan/plan-text.js";
import { type KnownNetwork, knownNetwork, wasRead } from "../../network/desired/known-network.js";
import { nodeText } from "../../network/desired/selection.js";
import { readNetwork } from "../../network/drift/read-network.js";
import { readDatabase } from "../../network/cdb/read.js";
import { rehearsalJson, rehearsalText } from "../../network/twin/rehearsal-text.js";
import { rehearse, type RehearsalOptions } from "../../network/twin/rehearse.js";
import { addAirOptions, type AirOptions, givenAirParameters } from "../air-options.js";
import { type GivenDocument, givenDocument } from "./documents.js";
import { type NetworkSession, onNetwork, type SessionOptions, withSession } from "./session.js";

/** Exit code of a plan that has something to do, and of a drift. */
export const changesExitCode = 2;

export interface PlanOptions extends SessionOptions, AirOptions {
  readonly database?: string;
  readonly estimate: boolean;
  readonly json?: boolean;
  readonly rehearse?: boolean;
  readonly requests?: boolean;
}

/** `xs-mesh plan`. */
export function addPlan(program: Command): void {
  const command = onNetwork(
    program
      .command("plan")
      .description(
        "what would be changed so that a network is as a document says; exit code 2 where something is",
      )
      .argument("<document>", "YAML, JSON, or a module of TypeScript or JavaScript"),
  )
    .addOption(
      new Option(
        "--database <file>",
        "plan for a mesh configuration database, without any network",
      ).conflicts(["network", "radio", "bearer"]),
    )
    .option("--requests", "print the requests as well, in their order")
    .option("--rehearse", "apply the plan to a simulated twin of the network, and report")
    .option("--no-estimate", "do not run the simulated twin for an estimate of the time");
  addAirOptions(command);
  command.action(async (path: string, options: PlanOptions) => {
    const document = await givenDocument(path);
    if (options.database !== undefined) {
      const { database } = readDatabase(readFileSync(options.database, "utf8"));
      const network = knownNetwork(database);
      return showPlan(network, document, options);
    }
    return withSession(options, async (session) => {
      await readUnknown(session);
      await showPlan(session.book.known, document, options, positionsOf(session));
    });
  });
}

/** Positions of the devices of a simulated network. */
export function positionsOf({ positions }: NetworkSession): Pick<RehearsalOptions, "positionOf"> {
  return positions.size > 0 ? { positionOf: (uuid) => positions.get(uuid) } : {};
}

async function showPlan(
  network: KnownNetwork,
  document: GivenDocument,
  options: PlanOptions,
  positions: Pick<RehearsalOptions, "positionOf"> = {},
): Promise<void> {
  const { json, requests } = options;
  const target = document.targetOf(network);
  const plan = planNetwork(network, target);
  const runs = !isEmpty(plan) && (options.estimate || options.rehearse);
  const rehearsal = runs
    ? await rehearse(network, target, {
        air: options.air,
        airParameters: givenAirParameters(options),
        ...positions,
      })
    : undefined;
  const estimate: Estimate | undefined = rehearsal && { milliseconds: rehearsal.milliseconds };
  if (json)
    console.log(
      JSON.stringify(
        {
          ...planJson(plan, estimate),
          ...(rehearsal && options.rehearse && { rehearsal: rehearsalJson(rehearsal) }),
        },
        undefined,
        2,
      ),
    );
  else {
    console.log(planText(plan, { estimate, requests: requests ?? false }));
    if (rehearsal && options.rehearse) console.log(`\n${rehearsalText(rehearsal)}`);
  }
  if (!isEmpty(plan)) process.exitCode = changesExitCode;
}

/** Reads the nodes whose models nobody here knows, such as those that were just provisioned. Those that do not answer stay unknown. */
export async function readUnknown(session: NetworkSession): Promise<void> {
  const { book, client, provisioner } = session;
  const own = provisioner.address;
  const unknown = book.known.nodes.filter(
    (known) => !wasRead(known) && known.node.unicastAddress !== own,
  );
  if (unknown.length === 0) return;
  const { crypto } = provisioner.node.host;
  const readings = await session.run(readNetwork(unknown, true, { book, client, crypto }));
  const away = readings.filter(({ read }) => !read);
  for (const { known } of away)
    process.stderr.write(`node ${nodeText(known)} does not answer: what it has is not known\n`);
}
