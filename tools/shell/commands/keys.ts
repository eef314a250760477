import { randomBytes } from "../../../modules/base/random.js";
import type { Arguments, Command } from "../command.js";
import type { Result } from "../command-help.js";
import type { NodeReference } from "../names.js";
import type { Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { countText, numberOf, octetsOf, tableText } from "../values.js";
import { nodeValues } from "./node-values.js";

type KeyKind = "app" | "net";

/** A key that is named, of either kind. */
interface KeyChoice {
  readonly kind: KeyKind;
  readonly index: number;
}

/** "app 0", "net 1", or a name or index alone, which is an AppKey's. */
function takeKey(session: Session, words: Arguments): KeyChoice {
  const kind = words.next === "net" || words.next === "app" ? (words.take("") as KeyKind) : "app";
  const text = words.take("the key");
  const index =
    kind === "net" ? numberOf("the NetKey index", text, 0, 0xfff) : session.names.appKey(text);
  return { kind, index };
}

function keyText(session: Session, { index, kind }: KeyChoice): string {
  return kind === "net" ? `NetKey ${index}` : `AppKey ${session.names.appKeyText(index)}`;
}

function newKey(session: Session, words: Arguments): Uint8Array {
  const text = words.option("value");
  if (text !== undefined) return octetsOf("value", text, 16);
  return randomBytes(session.provisioner.node.host.random, 16);
}

function subnetOf(session: Session, index: number) {
  const { subnets } = session.provisioner.node.network!;
  const subnet = subnets.get(index);
  if (subnet) return subnet;
  const all = subnets.list.map(({ netKeyIndex }) => netKeyIndex).join(", ");
  throw new ShellError(
    `the provisioner has no NetKey ${index}; it has: ${all}; key create net ${index} makes one`,
  );
}

/** An AppKey of the provisioner. Throws ShellError that lists them if it has none of that index. */
export function appKeyOf(session: Session, index: number) {
  const { applicationKeys } = session.provisioner.node.network!;
  const entry = applicationKeys.get(index);
  if (entry) return entry;
  const all = applicationKeys.list.map((key) => session.names.appKeyText(key.appKeyIndex));
  throw new ShellError(
    `the provisioner has no AppKey ${index}; it has: ${all.join(", ") || "none"}; key create app ${index} makes one`,
  );
}

/** Throws ShellError for a name that a new key cannot have. */
function checkKeyName(session: Session, kind: KeyKind, name: string): void {
  if (kind === "net") throw new ShellError("name= is for AppKeys; NetKeys have indexes alone");
  const { names } = session;
  names.checkName(name);
  for (const [index, other] of names.appKeys)
    if (other === name) throw new ShellError(`AppKey ${names.appKeyText(index)} has that name`);
}

async function create(session: Session, words: Arguments): Promise<Result> {
  const kind = words.choice("app or net", ["app", "net"]);
  const index = numberOf("the index", words.take("the index"), 0, 0xfff);
  const value = newKey(session, words);
  const name = words.option("name");
  const net = words.number("net", 0, 0xfff) ?? 0;
  words.end();
  if (name !== undefined) checkKeyName(session, kind, name);
  const { address, configuration } = session.provisioner;
  if (kind === "net") await session.run(configuration.addNetKey(address, index, value));
  else {
    const { netKeyIndex } = subnetOf(session, net);
    await session.createAppKeyOf(netKeyIndex, index, value);
    if (name !== undefined) session.names.appKeys.set(index, name);
  }
  session.unsaved = true;
  return {
    values: { key: { kind, index, name: name ?? null } },
    text: [`${keyText(session, { kind, index })} is created; key add gives it to nodes`],
  };
}

async function add(session: Session, node: NodeReference, key: KeyChoice): Promise<void> {
  const { provisioner, signal } = session;
  const { configuration } = provisioner;
  if (key.kind === "app") {
    appKeyOf(session, key.index);
    return session.run(provisioner.addAppKey(node.address, key.index, { signal }));
  }
  const { keys, newKeys, phase } = subnetOf(session, key.index);
  const value = phase === 2 && newKeys ? newKeys.key : keys.key;
  return session.run(configuration.addNetKey(node.address, key.index, value, { signal }));
}

/** The new key of a Key Refresh procedure: for the provisioner `value`, for others that of the provisioner. */
async function update(
  session: Session,
  node: NodeReference,
  { index, kind }: KeyChoice,
  value: Uint8Array,
): Promise<void> {
  const { configuration, address: own } = session.provisioner;
  const options = { signal: session.signal };
  const entry = kind === "app" ? appKeyOf(session, index) : undefined;
  const given = entry ? entry.newKey?.key : subnetOf(session, index).newKeys?.key;
  const key = node.address === own ? value : given;
  if (!key)
    throw new ShellError(
      `the provisioner has no new key yet; key update provisioner ${kind} ${index} makes one`,
    );
  await session.run(
    entry
      ? configuration.updateAppKey(node.address, entry.netKeyIndex, index, key, options)
      : configuration.updateNetKey(node.address, index, key, options),
  );
}

async function remove(session: Session, node: NodeReference, key: KeyChoice): Promise<void> {
  const { configuration } = session.provisioner;
  const options = { signal: session.signal };
  const { index, kind } = key;
  if (kind === "net") return session.run(configuration.deleteNetKey(node.address, index, options));
  const { netKeyIndex } = appKeyOf(session, index);
  await session.run(configuration.deleteAppKey(node.address, netKeyIndex, index, options));
  if (node.address === session.provisioner.address) session.names.appKeys.delete(index);
}

const phases = ["normal", "phase 1", "phase 2"];

async function list(session: Session, node: NodeReference): Promise<Result> {
  const { configuration } = session.provisioner;
  const options = { signal: session.signal };
  const { address } = node;
  const own = address === session.provisioner.address;
  const netKeys = [];
  for (const index of await session.run(configuration.getNetKeys(address, options))) {
    const phase = await session.run(configuration.getKeyRefreshPhase(address, index, options));
    const appKeys = await session.run(configuration.getAppKeys(address, index, options));
    netKeys.push({ index, phase, appKeys });
  }
  const rows = netKeys.flatMap(({ appKeys, index, phase }) => [
    [
      `NetKey ${index}`,
      own ? Buffer.from(subnetOf(session, index).keys.key).toString("hex") : "",
      phase === 0 ? "" : `Key Refresh procedure: ${phases[phase]}`,
    ],
    ...appKeys.map((key) => [
      `AppKey ${session.names.appKeyText(key)}`,
      own ? Buffer.from(appKeyOf(session, key).key.key).toString("hex") : "",
      `of NetKey ${index}`,
    ]),
  ]);
  return { values: { node: nodeValues(session, address), netKeys }, text: tableText(rows) };
}

async function phase(session: Session, node: NodeReference, words: Arguments): Promise<Result> {
  const index = numberOf("the NetKey index", words.take("the NetKey index"), 0, 0xfff);
  const text = words.takeOptional();
  words.end();
  const { configuration } = session.provisioner;
  const options = { signal: session.signal };
  if (text !== undefined && text !== "2" && text !== "3")
    throw new ShellError(`the transition: ${text} is neither 2 nor 3`);
  const now = await session.run(
    text === undefined
      ? configuration.getKeyRefreshPhase(node.address, index, options)
      : configuration.setKeyRefreshPhase(node.address, index, text === "2" ? 2 : 3, options),
  );
  return {
    values: { node: nodeValues(session, node.address), netKey: index, phase: now },
    text: [`${node.name}: NetKey ${index}: ${phases[now]}`],
  };
}

const verbs = ["list", "create", "add", "update", "delete", "phase"] as const;

export const keyCommands: readonly Command[] = [
  {
    name: "key",
    group: "keys",
    usage:
      "list [<node>] | create app|net <index> [name=<name>] | add|update|delete <node>|all [app|net] <key> | phase <node> <net> [2|3]",
    summary: "create keys, give them to nodes, update, delete and list them; both kinds",
    details: [
      "A key is app or net and its index; an AppKey's name or index alone is enough.",
      "create takes value=<32 digits> (default: random) and, for an AppKey, net=<NetKey index>.",
      "update distributes the new key of a Key Refresh procedure: the provisioner first, with value= or a random key; refresh netkey does all of its steps.",
      "phase shows the phase of a Key Refresh procedure, or sets the transition 2 or 3.",
    ],
    example: "key add light-1 0",
    words: [verbs, "node", ["app", "net"], "key"],
    options: { name: "text", net: "number", value: "octets" },
    async run(session, words) {
      const verb = words.choice("what to do", verbs);
      if (verb === "create") return create(session, words);
      if (verb === "list") {
        const name = words.takeOptional() ?? "provisioner";
        words.end();
        return list(session, session.names.node(name));
      }
      const text = words.take("the node");
      if (verb === "phase") return phase(session, session.names.node(text), words);
      const key = takeKey(session, words);
      const value = newKey(session, words);
      words.end();
      const nodes =
        text === "all"
          ? session.names.nodeNames.map((name) => session.names.node(name))
          : [session.names.node(text)];
      for (const node of nodes) {
        if (verb === "add") await add(session, node, key);
        else if (verb === "update") await update(session, node, key, value);
        else await remove(session, node, key);
        session.unsaved = true;
      }
      const done = { add: "added to", update: "updated at", delete: "deleted from" }[verb];
      const whom = nodes.length === 1 ? nodes[0]!.name : countText(nodes.length, "node");
      return {
        values: { key, nodes: nodes.map(({ address }) => nodeValues(session, address)) },
        text: [`${keyText(session, key)} ${done} ${whom}`],
      };
    },
  },
];
