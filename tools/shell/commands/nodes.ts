import type { CompositionPage0 } from "../../../modules/access/composition.js";
import { isFoundationModel } from "../../network/model-names.js";
import type { Command } from "../command.js";
import type { Result } from "../command-help.js";
import { modelText } from "../models.js";
import type { NodeReference } from "../names.js";
import { firstAppKey, type Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { addressText, countText, tableText } from "../values.js";
import { appKeyOf } from "./keys.js";
import { readModel } from "./model-states.js";
import { compositionText, compositionValues, modelValues, nodeValues } from "./node-values.js";

function listNodes(session: Session): Result {
  const { nodes } = session.provisioner.database;
  const values = nodes.map(({ address }) => nodeValues(session, address));
  const rows = values.map(({ address, elements, name, uuid }) => {
    const page = session.compositions.get(address);
    const models = page?.elements.flatMap((element) => element.models);
    return [
      name,
      addressText(address),
      uuid,
      countText(elements, "element"),
      models ? countText(models.length, "model") : "",
    ];
  });
  return {
    values: { nodes: values },
    text: nodes.length > 0 ? tableText(rows) : ["there is no node yet; provision adds devices"],
  };
}

/** Everything that a node tells of itself: keys, and of each model bindings, subscriptions, publication. */
async function showNode(session: Session, node: NodeReference): Promise<Result> {
  const { configuration } = session.provisioner;
  const { signal } = session;
  const { address, name } = node;
  const page = await session.composition(address);
  const netKeys = await session.run(configuration.getNetKeys(address, { signal }));
  const appKeys: number[] = [];
  for (const index of netKeys)
    appKeys.push(...(await session.run(configuration.getAppKeys(address, index, { signal }))));
  const values = nodeValues(session, address);
  const text = [
    `${name}: node ${addressText(address)}, UUID ${values.uuid}`,
    `NetKeys: ${netKeys.join(", ")}; AppKeys: ${appKeys.map((k) => session.names.appKeyText(k)).join(", ") || "none"}`,
  ];
  const elements = [];
  for (const [index, { models }] of page.elements.entries()) {
    text.push(`element ${index}, ${addressText(address + index)}`);
    const states = [];
    for (const id of models) {
      const state = isFoundationModel(id) ? undefined : await readModel(session, node, index, id);
      text.push(`  ${modelText(id)}${state ? state.text : ""}`);
      states.push(state?.values ?? modelValues(id));
    }
    elements.push({ address: address + index, models: states });
  }
  return { values: { node: values, netKeys, appKeys, elements }, text };
}

async function showComposition(
  session: Session,
  node: NodeReference,
  number: number,
): Promise<Result> {
  const { configuration } = session.provisioner;
  if (number === 0) {
    session.compositions.delete(node.address);
    const page: CompositionPage0 = await session.composition(node.address);
    const head = `${node.name}: composition data page 0`;
    return {
      values: {
        node: nodeValues(session, node.address),
        page: 0,
        composition: compositionValues(page),
      },
      text: [head, ...compositionText(page)],
    };
  }
  const { signal } = session;
  const { data, page } = await session.run(
    configuration.getCompositionData(node.address, number, { signal }),
  );
  const digits = Buffer.from(data).toString("hex");
  return {
    values: { node: nodeValues(session, node.address), page, data: digits },
    text: [`${node.name}: composition data page ${page}`, digits],
  };
}

/** Adds the AppKey to a node and binds its application models, or as the plan of a script says. */
async function configure(session: Session, node: NodeReference, key: number): Promise<string> {
  const { provisioner, signal } = session;
  const { configuration } = provisioner;
  const device = session.devices.find(({ address }) => address === node.address);
  const plan = device && session.network.world.network.hasPlan(device);
  if (device && plan) {
    await session.run(session.network.world.network.configure(device));
    return `${node.name}: configured as the script says`;
  }
  const page = await session.composition(node.address);
  await session.run(provisioner.addAppKey(node.address, key, { signal }));
  let count = 0;
  for (const [index, { models }] of page.elements.entries())
    for (const modelId of models) {
      // The Health Server takes AppKeys, though it is a foundation model.
      if (isFoundationModel(modelId) && modelId !== 0x0002) continue;
      const model = { elementAddress: node.address + index, modelId };
      await session.run(configuration.bind(node.address, model, key, { signal }));
      count++;
    }
  return `${node.name}: ${countText(count, "model")} bound to AppKey ${session.names.appKeyText(key)}`;
}

/** The nodes of a word: one, or all. */
export function nodesOf(session: Session, text: string): NodeReference[] {
  if (text !== "all") return [session.names.node(text)];
  const { nodes } = session.provisioner.database;
  if (nodes.length === 0) throw new ShellError("there is no node yet; provision adds devices");
  return nodes.map(({ address }) => session.names.node(session.names.nodeName(address)));
}

async function reset(session: Session, nodes: readonly NodeReference[]): Promise<Result> {
  const gone = [];
  for (const node of nodes) {
    if (node.address === session.provisioner.address)
      throw new ShellError("the provisioner is not reset: a new session has a new network");
    gone.push(nodeValues(session, node.address));
    await session.run(session.provisioner.remove(node.address));
    session.names.nodes.delete(node.address);
    session.compositions.delete(node.address);
    session.network.proxies?.forget(node.address);
    session.unsaved = true;
  }
  // A node leaves its network a moment after it has answered.
  await session.pass(3000);
  return { values: { nodes: gone }, text: gone.map(({ name }) => `${name} left the network`) };
}

export const nodeCommands: readonly Command[] = [
  {
    name: "nodes",
    group: "nodes",
    usage: "",
    summary: "list the nodes of the network",
    example: "nodes",
    run(session, words) {
      words.end();
      return listNodes(session);
    },
  },
  {
    name: "node",
    group: "nodes",
    usage: "<node>",
    summary: "ask a node for its keys, and its models for bindings, subscriptions, publication",
    example: "node light-1",
    words: ["node"],
    run(session, words) {
      const node = session.names.node(words.take("the node"));
      words.end();
      return showNode(session, node);
    },
  },
  {
    name: "composition",
    group: "nodes",
    usage: "<node> [<page>]",
    summary: "read the composition data of a node: elements, models, features",
    example: "composition light-1",
    words: ["node", "number"],
    run(session, words) {
      const node = session.names.node(words.take("the node"));
      const text = words.takeOptional() ?? "0";
      words.end();
      const page = Number(text);
      if (!/^\d+$/.test(text) || page > 255)
        throw new ShellError(`the page: ${text} is not a whole number from 0 to 255`);
      return showComposition(session, node, page);
    },
  },
  {
    name: "configure",
    group: "nodes",
    usage: "<node>|all [key=<key>]",
    summary: "give a node the AppKey and bind its application models to it",
    details: ["A node of a script that has a plan is configured as its plan says."],
    example: "configure all",
    words: ["node"],
    options: { key: "key" },
    async run(session, words) {
      const nodes = nodesOf(session, words.take("the node"));
      const key = session.names.appKey(words.option("key") ?? String(firstAppKey));
      words.end();
      appKeyOf(session, key);
      const text: string[] = [];
      for (const node of nodes) text.push(await configure(session, node, key));
      session.unsaved = true;
      return {
        values: { nodes: nodes.map(({ address }) => nodeValues(session, address)), key },
        text,
      };
    },
  },
  {
    name: "name",
    group: "nodes",
    usage: "<node> <name>",
    summary: "give a node a name, by which commands can call it",
    example: "name 0x0002 desk",
    words: ["node", "text"],
    run(session, words) {
      const { address } = session.names.node(words.take("the node"));
      const name = words.take("the name");
      words.end();
      if (address === session.provisioner.address)
        throw new ShellError("the provisioner keeps its name");
      session.checkFree(name, { address });
      session.names.nodes.set(address, name);
      session.unsaved = true;
      return {
        values: { node: nodeValues(session, address) },
        text: [`${addressText(address)} is ${name}`],
      };
    },
  },
  {
    name: "group",
    group: "nodes",
    usage: "[list] | add <name> [<address>|<label>] | delete <name>",
    summary: "name group addresses; a label of 32 digits is a virtual address",
    example: "group add hall",
    words: [["list", "add", "delete"], "group", "text"],
    run(session, words) {
      const verb =
        words.left === 0 ? "list" : words.choice("what to do", ["list", "add", "delete"]);
      const { names } = session;
      if (verb === "add") {
        const name = words.take("the name");
        if (!names.groupNames.includes(name)) session.checkFree(name);
        names.addGroup(name, words.takeOptional());
      } else if (verb === "delete") {
        const name = words.take("the name");
        if (!names.groups.has(name)) names.group(name);
        if (!names.groups.delete(name))
          throw new ShellError(`the group ${name} cannot be deleted: its address is fixed`);
      }
      words.end();
      if (verb !== "list") session.unsaved = true;
      const groups = [...names.groups].map(([name, { address, label }]) => ({
        name,
        address,
        label: label ? Buffer.from(label).toString("hex") : null,
      }));
      const rows = groups.map(({ address, label, name }) => [
        name,
        addressText(address),
        label ?? "",
      ]);
      return {
        values: { groups },
        text: rows.length > 0 ? tableText(rows) : ["no group is named"],
      };
    },
  },
  {
    name: "reset",
    group: "nodes",
    usage: "<node> | all confirm",
    summary: "remove a node from the network: it is an unprovisioned device again",
    example: "reset light-2",
    words: ["node", ["confirm"]],
    run(session, words) {
      const text = words.take("the node");
      const confirmed = words.takeOptional();
      words.end();
      if (confirmed !== undefined && confirmed !== "confirm")
        throw new ShellError(`${confirmed} is too much${words.usage}`);
      if (text === "all" && confirmed === undefined)
        throw new ShellError("this removes every node: write reset all confirm");
      return reset(session, nodesOf(session, text));
    },
  },
];
