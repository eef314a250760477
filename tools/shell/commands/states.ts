import type { Retransmission } from "../../../modules/network/settings.js";
import type { Arguments, Command } from "../command.js";
import type { Result } from "../command-help.js";
import type { NodeReference } from "../names.js";
import type { Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { defaultTtlOf, onOffOf, onOffText, transmissionsOf, transmissionsText } from "../values.js";
import { nodeValues } from "./node-values.js";
import { nodesOf } from "./nodes.js";
import { heartbeatCommand } from "./heartbeat.js";
import { sarCommand } from "./sar.js";

/** A state of a node, for programs and for people. */
interface State {
  readonly values: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Reads or sets a state of one node, or of all. */
async function ofNodes(
  session: Session,
  nodes: readonly NodeReference[],
  state: (node: NodeReference) => Promise<State>,
  changes: boolean,
): Promise<Result> {
  const states = [];
  const text = [];
  for (const node of nodes) {
    const one = await state(node);
    states.push({ node: nodeValues(session, node.address), ...one.values });
    text.push(`${node.name}: ${one.text}`);
  }
  if (changes) session.unsaved = true;
  return { values: { states }, text };
}

/** A Retransmission of "3x20ms": transmissions, and the time between them. Throws ShellError. */
function retransmissionOf(what: string, text: string): Retransmission {
  const { count, interval } = transmissionsOf(what, text);
  if (count < 1 || count > 8)
    throw new ShellError(`${what}: ${count} transmissions; 1 to 8 are possible`);
  if (interval < 10 || interval > 320 || interval % 10 !== 0)
    throw new ShellError(`${what}: ${interval} ms; 10 to 320 ms in steps of 10 are possible`);
  return { transmissions: count, interval };
}

function retransmissionText({ interval, transmissions }: Retransmission): string {
  return transmissionsText(transmissions, interval);
}

const relayWords = ["off", "on", "not supported"];

async function relay(session: Session, words: Arguments): Promise<Result> {
  const { configuration } = session.provisioner;
  const options = { signal: session.signal };
  const nodes = nodesOf(session, words.take("the node"));
  const on = words.left > 0 ? onOffOf("relay", words.take("")) : undefined;
  const text = words.option("retransmit");
  const given = text === undefined ? undefined : retransmissionOf("retransmit", text);
  words.end();
  const state = async ({ address }: NodeReference): Promise<State> => {
    let now = await session.run(configuration.getRelay(address, options));
    if (on !== undefined || given) {
      const set = { relay: on ?? now.relay === 1, retransmit: given ?? now.retransmit };
      now = await session.run(configuration.setRelay(address, set, options));
      if (now.relay === 2) throw new ShellError("the node does not support the relay feature");
    }
    return {
      values: { relay: relayWords[now.relay], retransmit: now.retransmit },
      text: `relay ${relayWords[now.relay]}, retransmit ${retransmissionText(now.retransmit)}`,
    };
  };
  return ofNodes(session, nodes, state, on !== undefined || given !== undefined);
}

async function ttl(session: Session, words: Arguments): Promise<Result> {
  const { configuration } = session.provisioner;
  const options = { signal: session.signal };
  const nodes = nodesOf(session, words.take("the node"));
  const text = words.takeOptional();
  words.end();
  const value = text === undefined ? undefined : defaultTtlOf("the TTL", text);
  const state = async ({ address }: NodeReference): Promise<State> => {
    const now = await session.run(
      value === undefined
        ? configuration.getDefaultTtl(address, options)
        : configuration.setDefaultTtl(address, value, options),
    );
    return { values: { ttl: now }, text: `Default TTL ${now}` };
  };
  return ofNodes(session, nodes, state, value !== undefined);
}

async function transmit(session: Session, words: Arguments): Promise<Result> {
  const { configuration } = session.provisioner;
  const options = { signal: session.signal };
  const nodes = nodesOf(session, words.take("the node"));
  const text = words.takeOptional();
  words.end();
  const value = text === undefined ? undefined : retransmissionOf("Network Transmit", text);
  const state = async ({ address }: NodeReference): Promise<State> => {
    const now = await session.run(
      value === undefined
        ? configuration.getNetworkTransmit(address, options)
        : configuration.setNetworkTransmit(address, value, options),
    );
    return { values: { transmit: now }, text: `Network Transmit ${retransmissionText(now)}` };
  };
  return ofNodes(session, nodes, state, value !== undefined);
}

async function beacon(session: Session, words: Arguments): Promise<Result> {
  const { configuration } = session.provisioner;
  const { privateBeacon } = session.network.clients;
  const options = { signal: session.signal };
  const nodes = nodesOf(session, words.take("the node"));
  const isPrivate = words.next === "private";
  if (isPrivate) words.take("");
  const on = words.left > 0 ? onOffOf("beacon", words.take("")) : undefined;
  const steps = words.number("steps", 0, 255);
  words.end();
  if (steps !== undefined && !isPrivate)
    throw new ShellError("steps= is for beacon <node> private on");
  const secure = async ({ address }: NodeReference): Promise<State> => {
    const now = await session.run(
      on === undefined
        ? configuration.getBeacon(address, options)
        : configuration.setBeacon(address, on, options),
    );
    return { values: { beacon: now }, text: `Secure Network beacons ${onOffText(now)}` };
  };
  const mesh = async ({ address }: NodeReference): Promise<State> => {
    const set =
      on === undefined
        ? undefined
        : { beacon: on, ...(steps !== undefined && { randomUpdateIntervalSteps: steps }) };
    const now = await session.run(
      set
        ? privateBeacon.setBeacon(address, set, options)
        : privateBeacon.getBeacon(address, options),
    );
    const interval = now.randomUpdateIntervalSteps * 10;
    return {
      values: { privateBeacon: now.beacon, randomUpdateInterval: interval },
      text: `Mesh Private beacons ${onOffText(now.beacon)}, Random Update Interval ${interval} s`,
    };
  };
  return ofNodes(session, nodes, isPrivate ? mesh : secure, on !== undefined);
}

export const stateCommands: readonly Command[] = [
  {
    name: "ttl",
    group: "states",
    usage: "<node>|all [<ttl>]",
    summary: "show or set the Default TTL: 0, or 2 to 127",
    example: "ttl light-1 5",
    words: ["node", "number"],
    run: ttl,
  },
  {
    name: "relay",
    group: "states",
    usage: "<node>|all [on|off] [retransmit=3x20ms]",
    summary: "show or set whether a node relays, and how often it sends what it relays",
    example: "relay light-1 on retransmit=2x30ms",
    words: ["node", "onOff"],
    options: { retransmit: "text" },
    run: relay,
  },
  {
    name: "transmit",
    group: "states",
    usage: "<node>|all [3x20ms]",
    summary: "show or set Network Transmit: transmissions of each PDU, and the time between",
    example: "transmit light-1 3x20ms",
    words: ["node", "text"],
    run: transmit,
  },
  {
    name: "beacon",
    group: "states",
    usage: "<node>|all [private] [on|off] [steps=<count>]",
    summary: "show or set whether a node sends Secure Network beacons, or Mesh Private beacons",
    details: ["steps= is the Random Update Interval of private beacons in steps of 10 s."],
    example: "beacon light-1 off",
    words: ["node", ["private", "on", "off"], "onOff"],
    options: { steps: "number" },
    run: beacon,
  },
  heartbeatCommand,
  sarCommand,
];
