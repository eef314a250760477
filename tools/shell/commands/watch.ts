import type { Command } from "../command.js";
import type { ObservedMessage } from "../message-observer.js";
import type { Session } from "../session.js";
import { modelIdOf } from "../models.js";
import { ShellError } from "../shell-error.js";
import { modelName } from "../../network/known-models.js";
import { messageValues, transferText } from "./message-values.js";

/** Whether a message is one that a word of a filter means. */
type Filter = (message: ObservedMessage) => boolean;

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** What the names of a model's messages begin with: "Generic OnOff" of a Generic OnOff Server. */
function stemOf(model: string): string {
  const stem = model.replace(/ (Setup )?(Server|Client)$/, "").replace(/ Setup$/, "");
  return plain(stem === "Configuration" ? "Config" : stem.replace(/ Configuration$/, ""));
}

function byName(session: Session, wanted: string): Filter {
  return ({ payload }) =>
    plain(session.messages.decode(payload)?.message?.name ?? "").includes(wanted);
}

/** Throws ShellError for a word that means nothing. */
function filterOf(session: Session, word: string): Filter {
  const { messages, names } = session;
  const [, digits] = /^0x([0-9a-f]{1,6})$/i.exec(word) ?? [];
  const opcode = digits === undefined ? undefined : parseInt(digits, 16);
  const isNamed = (test: () => unknown) => {
    try {
      return test() !== undefined;
    } catch {
      return false;
    }
  };
  if (isNamed(() => names.destination(word))) {
    const { address } = names.destination(word);
    const isNode = address < 0x8000 && !word.includes("/");
    const count = isNode && isNamed(() => names.node(word)) ? names.node(word).elements : 1;
    const of = (one: number) => one >= address && one < address + count;
    const has = ({ payload }: ObservedMessage) =>
      opcode !== undefined && messages.decode(payload)?.opcode === opcode;
    return (message) => of(message.src) || of(message.dst) || has(message);
  }
  if (opcode !== undefined) return ({ payload }) => messages.decode(payload)?.opcode === opcode;
  const wanted = plain(word);
  if (wanted.length > 1 && messages.words.some((name) => plain(name).includes(wanted)))
    return byName(session, wanted);
  if (isNamed(() => modelIdOf(word))) return byName(session, stemOf(modelName(modelIdOf(word))));
  throw new ShellError(
    `${word} is no node, group, model, message or opcode; watch off ends the watching`,
  );
}

const active = new WeakMap<Session, (message: ObservedMessage) => void>();

function stop(session: Session): void {
  const listener = active.get(session);
  if (listener) session.listeners.delete(listener);
  active.delete(session);
  session.watching = undefined;
}

function start(session: Session, words: readonly string[]): void {
  const filters = words.map((word) => filterOf(session, word));
  stop(session);
  const listener = (message: ObservedMessage) => {
    if (!filters.every((filter) => filter(message))) return;
    session.output.event({
      type: "message",
      time: message.time,
      values: messageValues(session, message),
      text: transferText(session, message),
    });
  };
  active.set(session, listener);
  session.listeners.add(listener);
  session.watching = words;
}

export const watchCommands: readonly Command[] = [
  {
    name: "watch",
    group: "messages",
    usage: "[<filter>...|off]",
    summary: "print the messages of the network as they are sent, in words",
    details: [
      "A filter is a node, a group, a model, a part of a message's name, or an opcode such as 0x8202.",
      "A message is printed if it fits all filters. Virtual time passes while commands run.",
    ],
    example: "watch light-1 onoff",
    words: ["filter"],
    run(session, words) {
      const filter = words.takeAll();
      words.end();
      const off = filter.length === 1 && filter[0] === "off";
      if (off) stop(session);
      else start(session, filter);
      const what = filter.length > 0 ? `messages of ${filter.join(" and ")}` : "all messages";
      return {
        values: { watching: !off, filter: off ? [] : filter },
        text: [off ? "messages are not printed" : `${what} are printed as they are sent`],
      };
    },
  },
];
