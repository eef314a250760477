import { Identification } from "../../../modules/proxy/proxy-advertising-data.js";
import type { ProxyClientConnection } from "../../../modules/node/proxy-client.js";
import type { FoundProxy } from "../../../modules/proxy/proxy-search.js";
import { advertiserText, type ProxyConnections } from "../../radio/proxy-connections.js";
import type { Arguments, Command } from "../command.js";
import type { Result } from "../command-help.js";
import type { Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { tableText } from "../values.js";
import { nodeValues } from "./node-values.js";

const listenTime = 3000;
/** Milliseconds for a search and the connection. */
const connectTime = 30_000;
const verbs = ["connect", "disconnect", "filter"] as const;

/** What a proxy shows of itself. Mesh Protocol 1.1 §7.2.2.2 */
const identities: Readonly<Record<number, string>> = {
  [Identification.networkId]: "Network ID",
  [Identification.nodeIdentity]: "Node Identity",
  [Identification.privateNetworkIdentity]: "Private Network Identity",
  [Identification.privateNodeIdentity]: "Private Node Identity",
};

/** The connections of the session. Throws ShellError where it has none. */
function connectionsOf({ network }: Session): ProxyConnections {
  const { proxies, radio } = network;
  if (proxies) return proxies;
  throw new ShellError(
    radio === undefined
      ? "the radio of the simulation establishes no connections: proxies are for a session with --radio"
      : "this session advertises alone: start it without --bearer adv, on a radio that establishes connections",
  );
}

/** A proxy as JSON. */
function proxyValues(
  session: Session,
  { address, node = 0, rssi, subnet, type }: FoundProxy,
  connected: boolean,
) {
  return {
    address: advertiserText({ address }),
    identity: identities[type]!,
    node: session.provisioner.database.at(node) ? nodeValues(session, node) : null,
    netKey: subnet.netKeyIndex,
    rssi: Math.round(rssi),
    connected,
  };
}

/** Its name: that of its node where it is known. */
function proxyName(session: Session, { address, node }: FoundProxy): string {
  return node === undefined ? advertiserText({ address }) : session.names.nodeName(node);
}

function filterText(session: Session, addresses: readonly number[] | undefined): string {
  if (!addresses) return "passes on all messages";
  const names = addresses.map((address) => session.names.addressName(address));
  return `passes on messages to ${names.join(", ")}`;
}

function connectionsResult(session: Session, proxies: ProxyConnections): Result {
  const connections = proxies.open.map(({ addresses, connected, proxy }) => ({
    proxy: proxyValues(session, proxy, connected),
    filter: addresses === undefined ? "all" : "own",
    addresses: addresses ?? [],
  }));
  const text = proxies.open.map(({ addresses, connected, proxy }) =>
    connected
      ? `connected to ${proxyName(session, proxy)}, which ${filterText(session, addresses)}`
      : `${proxyName(session, proxy)} is lost, and looked for`,
  );
  const none = "not connected to a proxy; proxies lists those that are heard";
  return { values: { connections }, text: text.length > 0 ? text : [none] };
}

async function list(session: Session, words: Arguments): Promise<Result> {
  const proxies = connectionsOf(session);
  const time = words.duration("time") ?? listenTime;
  words.end();
  const heard = await session.run(proxies.findProxies(time));
  const connected = new Map(
    proxies.open.filter((each) => each.connected).map(({ proxy }) => [proxy.address, proxy]),
  );
  // One whose connections are all in use does not advertise.
  const silent = [...connected.values()].filter(
    ({ address }) => !heard.some((proxy) => proxy.address === address),
  );
  const all = [...heard, ...silent].map((proxy) => {
    const { node = proxy.node } = connected.get(proxy.address) ?? {};
    return { ...proxy, node, connected: connected.has(proxy.address) };
  });
  const rows = all.map((proxy) => [
    advertiserText(proxy),
    `${Math.round(proxy.rssi)} dBm`,
    identities[proxy.type]!,
    proxy.node === undefined ? "" : session.names.nodeName(proxy.node),
    proxy.connected ? "connected" : "",
  ]);
  return {
    values: {
      proxies: all.map((proxy) => proxyValues(session, proxy, proxy.connected)),
    },
    text: all.length > 0 ? tableText(rows) : ["no GATT proxy of this network is heard"],
  };
}

/** Digits of an advertising address, or their beginning: four or more; undefined for other texts. */
function digitsOf(text: string): string | undefined {
  const digits = text.toLowerCase().replaceAll(":", "");
  return text.includes(":") && /^[0-9a-f]{4,12}$/.test(digits) ? digits : undefined;
}

async function connect(session: Session, proxies: ProxyConnections, text: string | undefined) {
  const { signal } = session;
  const options = { signal, timeout: connectTime };
  if (text === undefined) return session.run(proxies.connect(options));
  const digits = digitsOf(text);
  if (digits === undefined) {
    const { address: node } = session.names.node(text);
    return session.run(proxies.connect({ ...options, node }));
  }
  const heard = await session.run(proxies.findProxies(listenTime));
  const found = heard.filter((proxy) => plainDigits(proxy).startsWith(digits));
  if (found.length !== 1)
    throw new ShellError(
      `${found.length === 0 ? "no proxy is" : "several proxies are"} heard whose address begins with ${text}; proxies lists them`,
    );
  return session.run(proxies.connect({ ...options, address: found[0]!.address }));
}

function plainDigits(proxy: FoundProxy): string {
  return advertiserText(proxy).replaceAll(":", "");
}

/** The connections that a word names; without a word all of them. Throws ShellError for none. */
function namedConnections(
  session: Session,
  { open }: ProxyConnections,
  text: string | undefined,
): readonly ProxyClientConnection[] {
  if (open.length === 0) throw new ShellError("there is no connection to a proxy");
  if (text === undefined) return open;
  const digits = digitsOf(text);
  const node = digits === undefined ? session.names.node(text).address : undefined;
  const found = open.filter(({ proxy }) =>
    digits === undefined ? proxy.node === node : plainDigits(proxy).startsWith(digits),
  );
  if (found.length > 0) return found;
  const names = open.map(({ proxy }) => proxyName(session, proxy)).join(", ");
  throw new ShellError(`there is no connection to ${text}; there are: ${names}`);
}

async function proxy(session: Session, words: Arguments): Promise<Result> {
  const proxies = connectionsOf(session);
  const verb = words.left === 0 ? undefined : words.choice("what to do", verbs);
  if (verb === "filter") {
    const filter = words.choice("the filter", ["own", "all"]);
    words.end();
    for (const connection of namedConnections(session, proxies, undefined))
      await session.run(connection.setFilter(filter));
  } else if (verb !== undefined) {
    const text = words.takeOptional();
    words.end();
    if (verb === "connect") await connect(session, proxies, text);
    else for (const each of namedConnections(session, proxies, text)) proxies.disconnect(each);
  }
  return connectionsResult(session, proxies);
}

export const proxyCommands: readonly Command[] = [
  {
    name: "proxies",
    group: "network",
    usage: "[time=<duration>]",
    summary: "list the GATT proxies of the network that are heard, and the connections to them",
    details: [
      "time= is how long to listen. Default 3s. Each has its advertising address, strength and what it shows: its network, or its node.",
    ],
    example: "proxies time=5s",
    options: { time: "duration" },
    run: list,
  },
  {
    name: "proxy",
    group: "network",
    usage: "[connect [<node>|<proxy>] | disconnect [<node>|<proxy>] | filter own|all]",
    summary: "show the connections to GATT proxies; connect, disconnect, set what they pass on",
    details: [
      "<proxy> is an advertising address, or its beginning, as proxies lists it: c4:1f. A node is found while it shows its identity. Without either, connect takes the strongest proxy, disconnect all.",
      "filter own: messages to the provisioner, its groups and all nodes; filter all: every message, for watch.",
    ],
    example: "proxy connect c4:1f",
    words: [verbs, "node"],
    run: proxy,
  },
];
