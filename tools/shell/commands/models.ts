import { isUnicast } from "../../../modules/network/address.js";
import type { Arguments, Command } from "../command.js";
import type { Result } from "../command-help.js";
import type { ModelReference } from "../models.js";
import type { NodeReference } from "../names.js";
import { firstAppKey, type Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { onOffOf, transmissionsOf } from "../values.js";
import { publicationText, publicationValues } from "./model-states.js";
import { modelValues, nodeValues } from "./node-values.js";

/** What the result of each of these commands begins with. */
function about(session: Session, node: NodeReference, { elementAddress, modelId }: ModelReference) {
  return {
    node: nodeValues(session, node.address),
    element: elementAddress - node.address,
    model: modelValues(modelId),
  };
}

function title(node: NodeReference, { elementAddress, name }: ModelReference): string {
  const element = elementAddress - node.address;
  return `${node.name}${element === 0 ? "" : `/${element}`}, ${name}`;
}

async function bind(
  session: Session,
  node: NodeReference,
  model: ModelReference,
  key: number | undefined,
  how: "bind" | "unbind",
): Promise<Result> {
  const { configuration } = session.provisioner;
  const options = { signal: session.signal };
  if (key !== undefined) {
    await session.run(configuration[how](node.address, model, key, options));
    session.unsaved = true;
  }
  const bindings = await session.run(configuration.getBindings(node.address, model, options));
  const text =
    bindings.length > 0
      ? `bound to AppKey ${bindings.map((index) => session.names.appKeyText(index)).join(", ")}`
      : "bound to no AppKey";
  return {
    values: { ...about(session, node, model), bindings },
    text: [`${title(node, model)}: ${text}`],
  };
}

async function subscriptions(
  session: Session,
  node: NodeReference,
  model: ModelReference,
): Promise<Result> {
  const { configuration } = session.provisioner;
  const options = { signal: session.signal };
  const addresses = await session.run(configuration.getSubscriptions(node.address, model, options));
  const groups = addresses.map((address) => session.names.addressName(address));
  return {
    values: { ...about(session, node, model), subscriptions: addresses },
    text: [
      `${title(node, model)}: ${groups.length > 0 ? `subscribes to ${groups.join(", ")}` : "has no subscriptions"}`,
    ],
  };
}

async function publication(
  session: Session,
  node: NodeReference,
  model: ModelReference,
): Promise<Result> {
  const settings = await session.run(
    session.provisioner.configuration.getPublication(node.address, model, {
      signal: session.signal,
    }),
  );
  return {
    values: {
      ...about(session, node, model),
      publication: publicationValues(session, settings),
    },
    text: [`${title(node, model)}: ${publicationText(session, settings)}`],
  };
}

/** The first words of the commands for a model. Its node is asked for it when all words are checked. */
function nodeAndModel(session: Session, words: Arguments) {
  const node = session.names.node(words.take("the node"));
  const text = words.take("the model");
  return { node, modelOf: () => session.model(node, text) };
}

export const modelCommands: readonly Command[] = [
  ...(["bind", "unbind"] as const).map((name): Command => ({
    name,
    group: "models",
    usage: name === "bind" ? "<node> <model> [<key>]" : "<node> <model> <key>",
    summary:
      name === "bind"
        ? "bind a model to an AppKey, which the node must have"
        : "end the binding of a model to an AppKey",
    details: [
      "A model is its name or the end of it, such as onoff-server, or digits: 1000, 02e5:0001.",
      "The element may be named: light-1/1. Without it the model is searched on all elements.",
    ],
    example: `${name} light-1 onoff-server 0`,
    words: ["node", "model", "key"],
    async run(session, words) {
      const { node, modelOf } = nodeAndModel(session, words);
      const text = name === "bind" ? (words.takeOptional() ?? "0") : words.take("the key");
      words.end();
      const key = session.names.appKey(text);
      return bind(session, node, await modelOf(), key, name);
    },
  })),
  {
    name: "publish",
    group: "models",
    usage:
      "<node> <model> [<destination>|off] [key=<key>] [period=<duration>] [ttl=<ttl>] [retransmit=2x50ms]",
    summary: "show where a model publishes, or set it",
    details: [
      "Defaults: AppKey 0, no period (only changes are published), the Default TTL, no retransmissions.",
      "period= is 1 to 63 times 100 ms, 1 s, 10 s or 10 min.",
    ],
    example: "publish light-1 onoff-client hall period=10s ttl=5 retransmit=2x50ms",
    words: ["node", "model", "destination"],
    options: { key: "key", period: "duration", retransmit: "text", ttl: "number" },
    async run(session, words) {
      const { node, modelOf } = nodeAndModel(session, words);
      const to = words.takeOptional();
      const key = session.names.appKey(words.option("key") ?? String(firstAppKey));
      const period = words.duration("period") ?? 0;
      const ttl = words.number("ttl", 0, 127);
      const retransmit = words.option("retransmit");
      words.end();
      const { count, interval } = retransmit
        ? transmissionsOf("retransmit", retransmit)
        : { count: 0, interval: 50 };
      const group = to === undefined || to === "off" ? undefined : session.names.destination(to);
      const model = await modelOf();
      if (to !== undefined) {
        const settings = group && {
          address: group.label ?? group.address,
          appKeyIndex: key,
          period,
          retransmitCount: count,
          retransmitInterval: interval,
          ...(ttl !== undefined && { ttl }),
        };
        const { configuration } = session.provisioner;
        const options = { signal: session.signal };
        await session.run(configuration.setPublication(node.address, model, settings, options));
        session.unsaved = true;
      }
      return publication(session, node, model);
    },
  },
  {
    name: "subscribe",
    group: "models",
    usage: "<node> <model> [<group>...] [replace=on]",
    summary: "show the groups that a model subscribes to, or add some",
    details: ["replace=on removes those that it has before. A Label UUID is a virtual address."],
    example: "subscribe light-1 onoff-server hall",
    words: ["node", "model", "group"],
    options: { replace: "onOff" },
    async run(session, words) {
      const { node, modelOf } = nodeAndModel(session, words);
      const groups = words.takeAll().map((text) => session.names.group(text));
      let replace = onOffOf("replace", words.option("replace") ?? "off");
      words.end();
      const model = await modelOf();
      const { configuration } = session.provisioner;
      const options = { signal: session.signal };
      for (const { address, label } of groups) {
        const to = label ?? address;
        await session.run(
          replace
            ? configuration.overwriteSubscriptions(node.address, model, to, options)
            : configuration.subscribe(node.address, model, to, options),
        );
        replace = false;
        session.unsaved = true;
      }
      return subscriptions(session, node, model);
    },
  },
  {
    name: "unsubscribe",
    group: "models",
    usage: "<node> <model> <group>...|all-groups",
    summary: "remove groups from the subscriptions of a model",
    example: "unsubscribe light-1 onoff-server hall",
    words: ["node", "model", "group"],
    async run(session, words) {
      const { node, modelOf } = nodeAndModel(session, words);
      const texts = words.takeAll();
      if (texts.length === 0) throw new ShellError(`the group is missing${words.usage}`);
      const groups = texts.includes("all-groups")
        ? undefined
        : texts.map((text) => session.names.group(text));
      if (groups?.some(({ address }) => isUnicast(address)))
        throw new ShellError("models subscribe to groups, not to nodes");
      words.end();
      const model = await modelOf();
      const { configuration } = session.provisioner;
      const options = { signal: session.signal };
      if (!groups) await session.run(configuration.unsubscribeAll(node.address, model, options));
      for (const { address, label } of groups ?? [])
        await session.run(
          configuration.unsubscribe(node.address, model, label ?? address, options),
        );
      session.unsaved = true;
      return subscriptions(session, node, model);
    },
  },
];
