import { featuresText } from "../../report/decode/words.js";
import type { Arguments, Command } from "../command.js";
import type { Result } from "../command-help.js";
import type { NodeReference } from "../names.js";
import type { Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { durationText } from "../../duration.js";
import { nodeValues } from "./node-values.js";

/** Value of `count` for messages without end. */
const indefinite = 65535;

/** Whole seconds of an option; undefined if it is not given. Throws ShellError. */
function seconds(words: Arguments, name: string): number | undefined {
  const period = words.duration(name);
  if (period === undefined || period % 1000 === 0) return period && period / 1000;
  throw new ShellError(`${name}: ${period} ms is not a whole number of seconds`);
}

async function show(session: Session, node: NodeReference): Promise<Result> {
  const { configuration } = session.provisioner;
  const options = { signal: session.signal };
  const { address, name } = node;
  const publication = await session.run(configuration.getHeartbeatPublication(address, options));
  const subscription = await session.run(configuration.getHeartbeatSubscription(address, options));
  const { count, destination, features, period, ttl } = publication;
  const times = count === indefinite ? "without end" : `${count} more`;
  const publishes =
    destination === 0
      ? "publishes no heartbeats"
      : `publishes heartbeats to ${session.names.addressName(destination)}, each ${durationText(period * 1000)}, ${times}, TTL ${ttl}, at changes of: ${featuresText(features)}`;
  const { source } = subscription;
  const hops = `${subscription.minHops} to ${subscription.maxHops} hops`;
  const counted = subscription.count === 0 ? "none yet" : `${subscription.count} or more, ${hops}`;
  const counts =
    source === 0
      ? "counts no heartbeats"
      : `counts heartbeats of ${session.names.addressName(source)} to ${session.names.addressName(subscription.destination)}: ${counted}, ${subscription.period} s left`;
  return {
    values: { node: nodeValues(session, address), publication, subscription },
    text: [`${name}: ${publishes}`, `${name}: ${counts}`],
  };
}

async function publish(session: Session, node: NodeReference, words: Arguments): Promise<void> {
  const to = words.take("the destination");
  const destination = to === "off" ? 0 : session.names.destination(to).address;
  const times = words.option("count") ?? "endless";
  const count = times === "endless" ? indefinite : Number(times);
  const period = seconds(words, "period") ?? 16;
  const ttl = words.number("ttl", 0, 127) ?? 7;
  words.end();
  const set = { destination, count, period, ttl, features: 0, netKeyIndex: 0 };
  const options = { signal: session.signal };
  await session.run(
    session.provisioner.configuration.setHeartbeatPublication(node.address, set, options),
  );
}

async function subscribe(session: Session, node: NodeReference, words: Arguments): Promise<void> {
  const from = words.take("the source");
  const source = from === "off" ? 0 : session.names.destination(from).address;
  const to = words.takeOptional();
  const destination =
    source === 0 ? 0 : to === undefined ? node.address : session.names.destination(to).address;
  const period = seconds(words, "period") ?? (source === 0 ? 0 : 1024);
  words.end();
  const options = { signal: session.signal };
  const set = { source, destination, period };
  await session.run(
    session.provisioner.configuration.setHeartbeatSubscription(node.address, set, options),
  );
}

export const heartbeatCommand: Command = {
  name: "heartbeat",
  group: "states",
  usage:
    "<node> [publish <destination>|off [count=<count>] [period=<duration>] [ttl=<ttl>] | subscribe <source>|off [<destination>] [period=<duration>]]",
  summary: "show or set heartbeat publication and subscription of a node",
  details: ["Periods are powers of two, in seconds; count= is a power of two, or endless."],
  example: "heartbeat light-1 publish provisioner period=16s",
  words: ["node", ["publish", "subscribe"], "destination"],
  options: { count: "text", period: "duration", ttl: "number" },
  async run(session, words) {
    const node = session.names.node(words.take("the node"));
    const verb =
      words.left === 0 ? undefined : words.choice("what to do", ["publish", "subscribe"]);
    if (verb === "publish") await publish(session, node, words);
    else if (verb === "subscribe") await subscribe(session, node, words);
    words.end();
    if (verb) session.unsaved = true;
    return show(session, node);
  },
};
