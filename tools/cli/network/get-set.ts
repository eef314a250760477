import type { Command } from "commander";
import { parse } from "yaml";
import { addressText } from "../../network/cdb/listing.js";
import { stateNames, valueText } from "../../network/configuration/words.js";
import type { NodeStates } from "../../network/configuration/step.js";
import { statesOf } from "../../network/configuration/values.js";
import type { KnownNetwork, KnownNode } from "../../network/desired/known-network.js";
import { modelReference, modelsNamed } from "../../network/desired/model-names.js";
import { checkedDocument, DocumentError } from "../../network/desired/read.js";
import { resolveDocument } from "../../network/desired/resolve.js";
import { hint } from "../../network/similar.js";
import { modelStates, stateNamed } from "../../network/states/model-states.js";
import { modelName } from "../../network/known-models.js";
import { applyTarget, type ApplyCommandOptions, awayExitCode, carriedOut } from "./apply.js";
import { nodesOf, readNodes } from "./drift.js";
import { nodeNamed } from "./nodes.js";
import { onNetwork, type SessionOptions, withSession } from "./session.js";

/** States of a node by the names that a rule of a document has for them. */
const ruleNames: Readonly<Record<string, keyof NodeStates>> = {
  beacon: "secureNetworkBeacon",
  ttl: "defaultTTL",
  transmit: "networkTransmit",
  relay: "relay",
  proxy: "proxy",
  friend: "friend",
};

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The name in a rule of a state of a node; undefined: it is none. */
function ruleName(text: string): string | undefined {
  return Object.entries(ruleNames).find(
    ([name, state]) => plain(name) === plain(text) || plain(stateNames[state]) === plain(text),
  )?.[0];
}

/** `xs-mesh get`. */
export function addGet(program: Command): void {
  onNetwork(
    program
      .command("get")
      .description("ask a node for its states, or for one of them")
      .argument("<node>", "name, address or UUID")
      .argument("[state]", 'such as relay, "Default TTL" or "Light Lightness Range"; default: all'),
  ).action(
    (
      text: string,
      wanted: string | undefined,
      options: SessionOptions & { readonly json?: boolean },
    ) =>
      withSession(options, async (session) => {
        if (wanted !== undefined) checkState(wanted);
        const node = nodeNamed(nodesOf(session, session.book.known), text);
        const [reading] = await readNodes(session, [node], { parallel: 1, json: true }, true);
        if (!reading?.read) {
          process.exitCode = awayExitCode;
          throw new Error(`node ${text} does not answer`);
        }
        const now = nodeNamed(nodesOf(session, session.book.known), text);
        const values = statesTold(now).filter(
          ({ name }) => wanted === undefined || plain(name) === plain(fullName(wanted)),
        );
        if (values.length === 0)
          throw new Error(
            `node ${text} has no ${wanted ?? "states"}, or no key is known with which it tells it`,
          );
        if (options.json) console.log(JSON.stringify(values, undefined, 2));
        else
          for (const { at, name, part, value } of values)
            console.log(
              `${at} ${name}${part === undefined ? "" : `, ${part}`}: ${valueText(value)}`,
            );
      }),
  );
}

function fullName(text: string): string {
  const name = ruleName(text);
  return name === undefined ? text : stateNames[ruleNames[name]!];
}

function checkState(text: string): void {
  if (ruleName(text) !== undefined || stateNamed(text)) return;
  const names = [...Object.values(stateNames), ...modelStates.map(({ name }) => name)];
  throw new Error(`there is no state "${text}"${hint(text, names, "there are")}`);
}

function statesTold(known: KnownNode) {
  const { node, states = [] } = known;
  const own = Object.entries(statesOf(node)).map(([name, value]) => ({
    at: addressText(node.unicastAddress),
    name: stateNames[name as keyof NodeStates],
    part: undefined as string | undefined,
    value: value,
  }));
  return [
    ...own,
    ...states.map(({ element, part, state, value }) => ({
      at: addressText(node.unicastAddress + element),
      name: state,
      part: part === "" ? undefined : part,
      value: value,
    })),
  ];
}

/** `xs-mesh set`. */
export function addSet(program: Command): void {
  carriedOut(
    onNetwork(
      program
        .command("set")
        .description("set one state of a node, as a document would")
        .argument("<node>", "name, address or UUID")
        .argument("<state>", 'such as relay, "Default TTL" or "Light Lightness Range"')
        .argument("<value>", 'as in a document: true, 5, "10 s", or { minimum: 1, maximum: 65535 }')
        .option(
          "--model <name>",
          'whose state it is, such as "Light Lightness Server 2", where a node has several',
        ),
    ),
  ).action(
    (
      text: string,
      state: string,
      value: string,
      options: ApplyCommandOptions & { readonly model?: string },
    ) =>
      withSession(options, async (session) => {
        checkState(state);
        const node = nodeNamed(nodesOf(session, session.book.known), text);
        const rule = ruleOf(node, state, parse(value) as unknown, options.model);
        // The address is the surest name: others may be twice in the network.
        const place = { address: addressText(node.node.unicastAddress) };
        try {
          const document = { version: 1, rules: [{ for: place, ...rule }] };
          const source = checkedDocument(document, () => undefined);
          const targetOf = (network: KnownNetwork) => resolveDocument(source, network);
          await applyTarget(session, targetOf, { ...options, yes: true });
        } catch (error) {
          if (!(error instanceof DocumentError)) throw error;
          throw new Error(error.faults.map((fault) => fault.text).join("\n"));
        }
      }),
  );
}

function ruleOf(known: KnownNode, text: string, value: unknown, model: string | undefined): object {
  const name = ruleName(text);
  if (name !== undefined) return { [name]: value };
  const state = stateNamed(text)!;
  const places = known.models.filter(({ modelId }) => modelId === state.setter);
  const of =
    model === undefined
      ? places
      : modelsNamed(known.models, modelReference(model)).flatMap(({ element }) =>
          places.filter((place) => place.element === element),
        );
  if (of.length !== 1)
    throw new Error(
      of.length === 0
        ? `the node has no ${modelName(state.setter)}${model === undefined ? "" : ` where ${model} is`}, which sets it`
        : `${of.length} models of the node have it: choose one with --model`,
    );
  const [{ element }] = of as [(typeof of)[number]];
  return {
    models: {
      [`${modelName(state.setter)} on element ${element}`]: { states: { [state.name]: value } },
    },
  };
}
