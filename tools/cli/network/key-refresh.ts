import type { Command } from "commander";
import { ConfigurationError } from "../../../modules/foundation/configuration/request.js";
import {
  keyRefresh,
  type KeyRefreshOptions,
  type KeyRefreshReport,
  keyRefreshState,
  resumeKeyRefresh,
} from "../../../modules/provisioner/key-refresh.js";
import { isAborted } from "../../network/apply/network-client.js";
import { addressText } from "../../network/cdb/listing.js";
import { NetworkWords } from "../../network/configuration/words.js";
import { nodeText } from "../../network/desired/selection.js";
import { counted } from "../../network/plan/plan-text.js";
import { wholeNumber } from "../arguments.js";
import { ConsoleProgress, silentProgress } from "../progress.js";
import { awayExitCode } from "./apply.js";
import { nodesOf } from "./drift.js";
import { nodeNamed } from "./nodes.js";
import { type NetworkSession, onNetwork, type SessionOptions, withSession } from "./session.js";

interface KeyRefreshCommandOptions extends SessionOptions {
  readonly exclude?: readonly string[];
  readonly json?: boolean;
  readonly netKey: number;
  readonly parallel: number;
  readonly withoutMissing?: boolean;
}

/** `xs-mesh keys refresh`. */
export function addKeyRefresh(keys: Command): void {
  onNetwork(
    keys
      .command("refresh")
      .description(
        "give the nodes of a subnet new keys, and revoke the old ones; goes on with what was interrupted; exit code 3 where nodes are missing, 1 where one refuses",
      ),
  )
    .option("--net-key <index>", "the subnet", wholeNumber(0, 0xfff), 0)
    .option("--exclude <node...>", "name, address or UUID: gets no new key, and leaves the network")
    .option("--without-missing", "go on without nodes that do not answer, which are lost then")
    .option("--parallel <count>", "nodes at the same time", wholeNumber(1, 32), 4)
    .action((_: unknown, command: Command) => {
      // `keys` has options of the same names, and takes them from the whole line.
      const options = command.optsWithGlobals<KeyRefreshCommandOptions>();
      return withSession(options, (session) => refresh(session, options));
    });
}

async function refresh(session: NetworkSession, options: KeyRefreshCommandOptions): Promise<void> {
  const { book, provisioner } = session;
  const { json, netKey } = options;
  const known = nodesOf(session, book.known);
  const exclude = (options.exclude ?? []).map((text) => nodeNamed(known, text).node.unicastAddress);
  const report = await carriedOut(session, options, exclude);
  if (!report) {
    process.stderr.write(
      keyRefreshState(provisioner, netKey)
        ? "Ended by you; the same command goes on with it.\n"
        : "Ended by you before anything was changed.\n",
    );
    process.exitCode = 1;
    return;
  }
  const name = (address: number) => {
    const found = known.find(({ node }) => node.unicastAddress === address);
    return found ? nodeText(found) : addressText(address);
  };
  if (report.finished)
    for (const { node } of known)
      if (report.excluded.includes(node.unicastAddress)) book.forget(node);
  if (json) console.log(JSON.stringify(reportJson(report), undefined, 2));
  else console.log(reportText(report, name, new NetworkWords(book.database)));
  process.exitCode = exitCodeOf(report);
}

/** Begins a refresh, or goes on with the one that was begun. Undefined where the user ends it. */
async function carriedOut(
  session: NetworkSession,
  { json, netKey, parallel, timeout = 15, withoutMissing }: KeyRefreshCommandOptions,
  exclude: readonly number[],
): Promise<KeyRefreshReport | undefined> {
  const { provisioner, signal } = session;
  const progress = json ? silentProgress : new ConsoleProgress();
  let step: string | undefined;
  const options: KeyRefreshOptions = {
    netKey,
    exclude,
    parallel,
    timeout: timeout * 1000,
    signal,
    ...(withoutMissing && { finish: "without missing" }),
    onProgress: (done) => {
      if (done.step !== step) progress.phase(done.step, provisioner.database.nodes.length);
      step = done.step;
      if (done.answered) progress.step();
    },
  };
  const begun = keyRefreshState(provisioner, netKey) !== undefined;
  try {
    return await session.run(
      begun ? resumeKeyRefresh(provisioner, options) : keyRefresh(provisioner, options),
    );
  } catch (error) {
    if (!isAborted(error)) throw error;
    return undefined;
  } finally {
    progress.end();
  }
}

function reportText(
  { appKeys, excluded, finished, missing, netKey, nodes }: KeyRefreshReport,
  name: (address: number) => string,
  words: NetworkWords,
): string {
  const keys = [words.netKey(netKey), ...appKeys.map((index) => words.appKey(index))].join(", ");
  return [
    ...missing.map(
      ({ error, node, step }) => `! node ${name(node)}: missed ${step}, ${error.message}`,
    ),
    ...(finished
      ? [
          ...excluded.map((node) => `- node ${name(node)}: left the network`),
          `New ${keys}: ${counted(nodes.length, "node")} and the provisioner have them; the old ones are revoked.`,
        ]
      : [
          `${keys}: ${counted(nodes.length, "node")} done, ${missing.length} missing; the old ones are in use until all are done.`,
          "What is left is done by the same command; with --without-missing it goes on without those.",
        ]),
  ].join("\n");
}

function reportJson(report: KeyRefreshReport): object {
  return {
    ...report,
    nodes: report.nodes.map(addressText),
    excluded: report.excluded.map(addressText),
    missing: report.missing.map(({ error, node, step }) => ({
      node: addressText(node),
      step,
      why: error.message,
    })),
  };
}

function exitCodeOf({ missing }: KeyRefreshReport): number {
  if (missing.some(({ error }) => error instanceof ConfigurationError)) return 1;
  return missing.length > 0 ? awayExitCode : 0;
}
