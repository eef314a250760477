import { type Command, Option } from "commander";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { toHex } from "../../../modules/base/bytes.js";
import { compareNodes, comparisonText } from "../../network/configuration/compare.js";
import { listing } from "../../network/cdb/listing.js";
import { partialDatabase } from "../../network/cdb/partial.js";
import {
  DatabaseFormatError,
  faultText,
  type ReadDatabase,
  readDatabase,
} from "../../network/cdb/read.js";
import { databaseSummary } from "../../network/cdb/show.js";
import { writeDatabase } from "../../network/cdb/write.js";
import { wholeNumber } from "../arguments.js";

/** `xs-mesh network`: Mesh Configuration Databases. The command, for others of it. */
export function addDatabases(program: Command): Command {
  const network = program
    .command("network")
    .description("look into a mesh configuration database, and make one that others may have");
  network
    .command("show")
    .description(
      "what a network has, without its keys; what is wrong in the file; exit code 1 for a contradiction",
    )
    .argument("<database>", "a JSON file of a phone app or another program")
    .option("--json", "print one JSON object without keys, for a report of a fault")
    .action((path: string, { json }: { readonly json?: boolean }) => show(path, json === true));
  network
    .command("convert")
    .description("write a database as version 1.0.1 with all that it has, or a part of it")
    .argument("<database>", "a JSON file of a phone app or another program")
    .argument("<file>", "where it goes")
    .option(
      "--partial",
      "without device keys: for those who use the network and do not configure it",
    )
    .addOption(
      new Option("--net-key <index...>", "with --partial: these subnets alone").argParser(
        (text: string, before?: readonly number[]) => [
          ...(before ?? []),
          wholeNumber(0, 0xfff)(text),
        ],
      ),
    )
    .action(convert);
  network
    .command("compare")
    .description(
      "what differs of the nodes of two databases, and the requests that lead from the first to the second; exit code 1 for a difference",
    )
    .argument("<before>", "a JSON file of a phone app or another program")
    .argument("<after>", "another one of the same network")
    .option("--json", "print one JSON object, with a list of nodes")
    .action(compare);
  return network;
}

/** Reads a file. Throws Error naming it. */
function read(path: string): ReadDatabase {
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${resolve(path)} cannot be read (${(error as Error).message})`);
  }
  try {
    return readDatabase(text);
  } catch (error) {
    if (!(error instanceof DatabaseFormatError)) throw error;
    throw new Error(
      `${path} is no mesh configuration database that can be used:\n${error.message}`,
    );
  }
}

function show(path: string, json: boolean): void {
  const { contradictions, database, remarks } = read(path);
  if (contradictions.length > 0) process.exitCode = 1;
  if (json) {
    const told = {
      remarks: remarks.map(faultText),
      contradictions: contradictions.map(faultText),
    };
    console.log(JSON.stringify({ ...listing(database), ...told }, undefined, 2));
    return;
  }
  console.log(databaseSummary(database));
  tell("Read as what it means", remarks.map(faultText));
  tell("Contradictions", contradictions.map(faultText));
}

function tell(title: string, texts: readonly string[]): void {
  if (texts.length > 0) console.log(`\n${title}:\n${texts.map((text) => `  ${text}`).join("\n")}`);
}

/** Whether both paths lead to one file, over links as well. */
function isSameFile(one: string, other: string): boolean {
  return existsSync(other) && realpathSync(one) === realpathSync(other);
}

function compare(before: string, after: string, { json }: { readonly json?: boolean }): void {
  const [first, second] = [read(before).database, read(after).database];
  if (toHex(first.meshUUID) !== toHex(second.meshUUID))
    throw new Error(`${before} and ${after} are of two networks: their meshUUID is not the same`);
  const nodes = compareNodes(first, second);
  console.log(json ? JSON.stringify({ nodes }, undefined, 2) : comparisonText(nodes));
  if (nodes.some(({ kind }) => kind !== "same")) process.exitCode = 1;
}

interface ConvertOptions {
  readonly partial?: boolean;
  readonly netKey?: readonly number[];
}

function convert(from: string, to: string, { netKey, partial }: ConvertOptions): void {
  if (netKey && !partial)
    throw new Error("--net-key: only a part, --partial, has some of the keys");
  const { contradictions, database, remarks } = read(from);
  if (partial && isSameFile(from, to))
    throw new Error(
      `${resolve(to)}: a part in place of the whole would lose its device keys, without which no node can be configured: give it another name`,
    );
  const own = partial ? partialDatabase(database, netKey && { netKeys: netKey }) : database;
  writeDatabase(to, own);
  const { nodes } = own;
  console.log(`${resolve(to)}: ${nodes.length} nodes${partial ? ", without device keys" : ""}`);
  tell("Read as what it means", remarks.map(faultText));
  tell("Contradictions, which the file has too", contradictions.map(faultText));
  if (contradictions.length > 0) process.exitCode = 1;
}
