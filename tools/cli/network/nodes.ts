import type { Command } from "commander";
import { toHex } from "../../../modules/base/bytes.js";
import type { DatabaseNode } from "../../../modules/provisioner/configuration-database.js";
import { addressText } from "../../network/cdb/listing.js";
import { NetworkWords } from "../../network/configuration/words.js";
import { type KnownNode, wasRead } from "../../network/desired/known-network.js";
import { nodeText } from "../../network/desired/selection.js";
import { hint } from "../../network/similar.js";
import { modelName } from "../../network/known-models.js";
import { wholeNumber } from "../arguments.js";
import { awayExitCode } from "./apply.js";
import { nodesOf, readNodes } from "./drift.js";
import { type NetworkSession, onNetwork, type SessionOptions, withSession } from "./session.js";

interface NodesOptions extends SessionOptions {
  readonly json?: boolean;
  readonly parallel: number;
  readonly read?: boolean;
}

/** `xs-mesh nodes`. */
export function addNodes(program: Command): void {
  onNetwork(
    program
      .command("nodes")
      .description("the nodes of a network, or what some of them are and have")
      .argument("[node...]", "name, address or UUID; default: a list of all"),
  )
    .option("--read", "ask the nodes for their composition and configuration, and keep that")
    .option("--parallel <count>", "nodes that are read at the same time", wholeNumber(1, 64), 4)
    .action((texts: readonly string[], options: NodesOptions) =>
      withSession(options, async (session) => {
        let nodes = chosen(session, texts);
        if (options.read) {
          const readings = await readNodes(session, nodes, options, true);
          const away = readings.filter(({ read }) => !read);
          for (const { known } of away)
            process.stderr.write(`node ${nodeText(known)} does not answer\n`);
          if (away.length > 0) process.exitCode = awayExitCode;
          nodes = chosen(session, texts);
        }
        const words = new NetworkWords(session.book.database);
        if (options.json)
          console.log(
            JSON.stringify(
              nodes.map((node) => nodeJson(node)),
              undefined,
              2,
            ),
          );
        else if (texts.length === 0) console.log(table(nodes));
        else console.log(nodes.map((node) => nodeDetails(node, words)).join("\n\n"));
      }),
    );
}

function chosen(session: NetworkSession, texts: readonly string[]): readonly KnownNode[] {
  const nodes = nodesOf(session, session.book.known);
  return texts.length === 0 ? nodes : texts.map((text) => nodeNamed(nodes, text));
}

/** A node by its name, address, or UUID or the beginning of that. Throws Error with similar names. */
export function nodeNamed(nodes: readonly KnownNode[], text: string): KnownNode {
  const named = nodes.filter(({ node }) => node.name === text);
  if (named.length === 1) return named[0]!;
  const digits = text.replaceAll("-", "").replace(/^0x/i, "").toLowerCase();
  const address = /^[0-9a-f]{4}$/.test(digits) ? parseInt(digits, 16) : undefined;
  const found = nodes.filter(
    ({ node }) =>
      node.unicastAddress === address ||
      (digits.length >= 6 && toHex(node.UUID).startsWith(digits)),
  );
  if (found.length === 1) return found[0]!;
  if (named.length > 1 || found.length > 1)
    throw new Error(`${text} stands for several nodes: give the address of one`);
  const names = nodes.map(({ node }) => node.name ?? addressText(node.unicastAddress));
  throw new Error(`there is no node ${text}${hint(text, names, "there are")}`);
}

const state = (known: KnownNode) =>
  !wasRead(known) ? "not read yet" : known.confirmed ? "" : "from a file";

/** A row for each node, not wider than the terminal. */
function table(nodes: readonly KnownNode[]): string {
  if (nodes.length === 0) return "The network has no nodes; xs-mesh provision takes one in.";
  const rows = [
    ["ADDRESS", "NAME", "ELEMENTS", "KEYS", "UUID", ""],
    ...nodes.map((known) => {
      const { node } = known;
      return [
        addressText(node.unicastAddress),
        node.name ?? "",
        String(node.elements.length),
        node.appKeys.map(({ index }) => index).join(",") || "-",
        toHex(node.UUID),
        state(known),
      ];
    }),
  ];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const most = process.stdout.columns ?? Infinity;
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd()
        .slice(0, most),
    )
    .join("\n");
}

function nodeDetails(known: KnownNode, words: NetworkWords): string {
  const { node } = known;
  const facts = [
    `${nodeText(known)}  ${toHex(node.UUID)}  ${state(known)}`.trimEnd(),
    ...identityLines(node),
    `  keys: ${[...node.netKeys.map(({ index }) => words.netKey(index)), ...node.appKeys.map(({ index }) => words.appKey(index))].join(", ")}`,
  ];
  const models = known.models.flatMap((description) => {
    const { element, modelId, number, role } = description;
    const model = node.elements[element]!.models.find((each) => each.modelId === modelId)!;
    const parts = [
      ...model.bind.map((index) => words.appKey(index)),
      ...(model.subscribe.length > 0
        ? [`subscribes to ${model.subscribe.map((address) => words.address(address)).join(", ")}`]
        : []),
      ...(model.publish ? [`publishes to ${words.publication(model.publish)}`] : []),
    ];
    const which = `${role === "main" ? "" : ` of ${role}`}${number > 1 ? ` ${number}` : ""}`;
    return [
      `  ${addressText(node.unicastAddress + element)} ${modelName(modelId)}${which}${parts.length > 0 ? `: ${parts.join("; ")}` : ""}`,
    ];
  });
  const states = (known.states ?? []).map(
    ({ element, part, state: name, value }) =>
      `  ${addressText(node.unicastAddress + element)} ${name}${part === "" ? "" : `, ${part}`} = ${JSON.stringify(value)}`,
  );
  return [...facts, ...models, ...states].join("\n");
}

function identityLines({ cid, features, pid, vid }: DatabaseNode): readonly string[] {
  const names = Object.entries(features ?? {})
    .filter(([, value]) => value !== 2)
    .map(([name, value]) => `${name} ${value === 1 ? "on" : "off"}`);
  return [
    ...(cid === undefined
      ? []
      : [
          `  company ${addressText(cid)}, product ${addressText(pid ?? 0)}, version ${addressText(vid ?? 0)}`,
        ]),
    ...(names.length > 0 ? [`  ${names.join(", ")}`] : []),
  ];
}

function nodeJson(known: KnownNode): object {
  const { models, node, states = [] } = known;
  return {
    uuid: toHex(node.UUID),
    address: addressText(node.unicastAddress),
    name: node.name,
    read: known.confirmed === true,
    netKeys: node.netKeys.map(({ index }) => index),
    appKeys: node.appKeys.map(({ index }) => index),
    features: node.features,
    elements: node.elements.map((element, i) => ({
      address: addressText(node.unicastAddress + i),
      models: models
        .filter((model) => model.element === i)
        .map(({ modelId, number, role }) => {
          const model = element.models.find((each) => each.modelId === modelId)!;
          return {
            name: modelName(modelId),
            role,
            number,
            bind: model.bind,
            subscribe: model.subscribe.map(addressText),
            publish: model.publish && addressText(model.publish.address),
          };
        }),
    })),
    states,
  };
}
