import {
  SarReceiverSet,
  SarTransmitterSet,
} from "../../../modules/foundation/sar-configuration/messages.js";
import type { Message } from "../../../modules/access/message.js";
import type { SarReceiver, SarTransmitter } from "../../../modules/transport/sar-configuration.js";
import type { Command } from "../command.js";
import { fieldNamed, kebab } from "../message-fields.js";
import type { Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { numberOf } from "../values.js";
import { nodeValues } from "./node-values.js";

type SarState = SarTransmitter | SarReceiver;

/** The fields of a state that words such as "discard-timeout=2" set. Throws ShellError. */
function changesOf(message: Message, words: readonly string[]): Record<string, number> {
  const changes: Record<string, number> = {};
  for (const word of words) {
    const at = word.indexOf("=");
    if (at < 1) throw new ShellError(`${word} is not of the form field=value`);
    const field = fieldNamed(message, word.slice(0, at));
    changes[field.path.at(-1)!] = numberOf(field.name, word.slice(at + 1), 0, 31);
  }
  return changes;
}

function stateText(state: SarState): string[] {
  const entries = Object.entries(state) as [string, number][];
  return entries.map(([name, value]) => `  ${kebab(name)}=${value}`);
}

async function sar(
  session: Session,
  address: number,
  half: "transmitter" | "receiver",
  words: readonly string[],
) {
  const { sar: client } = session.network.clients;
  const options = { signal: session.signal };
  if (half === "transmitter") {
    const changes = changesOf(SarTransmitterSet, words);
    const state = await session.run(client.getTransmitter(address, options));
    if (words.length === 0) return state;
    return session.run(client.setTransmitter(address, { ...state, ...changes }, options));
  }
  const changes = changesOf(SarReceiverSet, words);
  const state = await session.run(client.getReceiver(address, options));
  if (words.length === 0) return state;
  return session.run(client.setReceiver(address, { ...state, ...changes }, options));
}

export const sarCommand: Command = {
  name: "sar",
  group: "states",
  usage: "<node> [transmitter|receiver [<field>=<value>...]]",
  summary: "show or set the SAR states of a node: segmentation and reassembly",
  details: [
    "Fields that are not named keep their value. Values are as in the specification, §4.2.47.",
  ],
  example: "sar light-1 receiver discard-timeout=2",
  words: ["node", ["transmitter", "receiver"], "field"],
  async run(session, words) {
    const node = session.names.node(words.take("the node"));
    const half =
      words.left === 0 ? undefined : words.choice("the state", ["transmitter", "receiver"]);
    const changes = words.takeFields();
    words.end();
    const states: Partial<Record<"transmitter" | "receiver", SarState>> = {};
    const text = [];
    for (const one of half ? [half] : (["transmitter", "receiver"] as const)) {
      const state = await sar(session, node.address, one, changes);
      states[one] = state;
      text.push(`${node.name}: SAR ${one}`, ...stateText(state));
    }
    if (changes.length > 0) session.unsaved = true;
    return { values: { node: nodeValues(session, node.address), ...states }, text };
  },
};
