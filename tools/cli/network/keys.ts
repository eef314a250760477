import type { Command } from "commander";
import { type KeyRefreshState, keyRefreshState } from "../../../modules/provisioner/key-refresh.js";
import { addressText } from "../../network/cdb/listing.js";
import { NetworkWords } from "../../network/configuration/words.js";
import { nodeText } from "../../network/desired/selection.js";
import { addKeyRefresh } from "./key-refresh.js";
import { type NetworkSession, onNetwork, type SessionOptions, withSession } from "./session.js";

interface KeysOptions extends SessionOptions {
  readonly json?: boolean;
}

/** `xs-mesh keys`, and `xs-mesh keys refresh`. */
export function addKeys(program: Command): void {
  const command = onNetwork(
    program
      .command("keys")
      .description("the keys of a network by name and index, and which nodes have them"),
  );
  command.action((options: KeysOptions) =>
    withSession(options, (session) => {
      const keys = keysOf(session);
      console.log(options.json ? JSON.stringify(keysJson(keys), undefined, 2) : keysText(keys));
      return Promise.resolve();
    }),
  );
  addKeyRefresh(command);
}

/** The keys of the network, without what they consist of. */
function keysOf({ book, provisioner }: NetworkSession) {
  const { database, known } = book;
  const words = new NetworkWords(database);
  const having = (kind: "netKeys" | "appKeys", index: number) =>
    known.nodes.filter(({ node }) => node[kind].some((key) => key.index === index));
  return {
    netKeys: database.netKeys.map(({ index, name, phase }) => ({
      index,
      name,
      phase,
      refresh: keyRefreshState(provisioner, index),
      text: words.netKey(index),
      nodes: having("netKeys", index),
    })),
    appKeys: database.appKeys.map(({ boundNetKey, index, name }) => ({
      index,
      name,
      boundNetKey,
      text: words.appKey(index),
      nodes: having("appKeys", index),
    })),
  };
}

type Keys = ReturnType<typeof keysOf>;
type Nodes = Keys["netKeys"][number]["nodes"];

function keysText({ appKeys, netKeys }: Keys): string {
  const nodesText = (nodes: Nodes) =>
    nodes.length === 0 ? "  no node has it" : `  ${nodes.map(nodeText).join(", ")}`;
  return netKeys
    .flatMap(({ index, nodes, phase, refresh, text }) => [
      `${text}: phase ${phase}${refresh ? refreshText(refresh, nodes) : ""}`,
      nodesText(nodes),
      ...appKeys
        .filter(({ boundNetKey }) => boundNetKey === index)
        .flatMap((key) => [`${key.text}, of NetKey ${index}`, nodesText(key.nodes)]),
    ])
    .join("\n");
}

function refreshText({ missing, step }: KeyRefreshState, nodes: Nodes): string {
  const away = nodes.filter(({ node }) => missing.includes(node.unicastAddress)).map(nodeText);
  return `, a refresh goes on: ${step}${away.length > 0 ? `, without ${away.join(", ")}` : ""}`;
}

function keysJson({ appKeys, netKeys }: Keys): object {
  const addresses = (nodes: Nodes) => nodes.map(({ node }) => addressText(node.unicastAddress));
  return {
    netKeys: netKeys.map(({ index, name, nodes, phase, refresh }) => ({
      index,
      name,
      phase,
      ...(refresh && {
        refresh: { step: refresh.step, missing: refresh.missing.map(addressText) },
      }),
      nodes: addresses(nodes),
    })),
    appKeys: appKeys.map(({ boundNetKey, index, name, nodes }) => ({
      index,
      name,
      netKey: boundNetKey,
      nodes: addresses(nodes),
    })),
  };
}
