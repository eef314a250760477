import type { CommandHelp, WordKind } from "./command-help.js";
import { fieldWords, valueWords } from "./commands/messages.js";
import { messageWord } from "./messages.js";
import { modelWord } from "./models.js";
import type { NodeReference } from "./names.js";
import type { Session } from "./session.js";
import { quoted, splitLine } from "./words.js";

/** What can stand at the end of a line: whole words, of which one replaces `word`. */
export interface Completion {
  readonly words: readonly string[];
  /** The start of the word that is completed. */
  readonly word: string;
}

/** Completes the last word of a line. Nothing is sent for that. */
export function complete(session: Session, line: string): Completion {
  const { open, unfinished, words } = splitLine(line);
  if (open !== undefined) return { words: [], word: "" };
  const texts = words.map(({ text }) => text);
  const word = unfinished ? texts.pop()! : "";
  if (!unfinished && line.trim() !== "" && line.trimEnd() === line) return { words: [], word };
  const candidates = candidatesOf(session, texts, word);
  const all = [...new Set(candidates)].sort(inOrder);
  const whole = all.filter((text) => text.startsWith(word));
  // "onoff-s" stands for generic-onoff-server, as in the commands.
  const begun =
    whole.length > 0 || word.length < 2
      ? whole
      : all.filter((text) => text.replace(/^(generic|light|config)-/, "").startsWith(word));
  return { words: begun.map((text) => (text.endsWith("=") ? text : `${quoted(text)} `)), word };
}

/** light-2 comes before light-10. */
const inOrder = new Intl.Collator("en", { numeric: true }).compare;

function candidatesOf(session: Session, before: readonly string[], word: string): string[] {
  const [name, ...given] = before;
  if (name === undefined) return session.commands.map((command) => command.name);
  const named = session.commands.filter((command) => command.name.startsWith(name));
  const command = session.commands.find((each) => each.name === name) ?? only(named);
  if (!command) return [];
  const at = word.indexOf("=");
  const option = isOption(command, word) ? command.options![word.slice(0, at)] : undefined;
  if (option) return prefixed(word.slice(0, at + 1), ofKind(session, option, given));
  const plain = given.filter((text) => !isOption(command, text));
  const kinds = command.words ?? [];
  const kind = kinds[Math.min(plain.length, kinds.length - 1)];
  if (kind === undefined) return optionWords(command);
  if (kind === "field" && at > 0) {
    const message = plain[1] ?? "";
    return prefixed(word.slice(0, at + 1), valueWords(session, message, word.slice(0, at)));
  }
  const enough = plain.length > 0 || kinds.length === 0;
  return [...ofKind(session, kind, plain), ...(enough ? optionWords(command) : [])];
}

function only(list: readonly CommandHelp[]): CommandHelp | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function isOption({ options = {} }: CommandHelp, text: string): boolean {
  const at = text.indexOf("=");
  return at > 0 && Object.hasOwn(options, text.slice(0, at));
}

function optionWords({ options = {} }: CommandHelp): string[] {
  return Object.keys(options).map((name) => `${name}=`);
}

function prefixed(start: string, words: readonly string[]): string[] {
  return words.map((text) => `${start}${text}`);
}

/** The words of a kind. `before`: the words of the command so far, without its options. */
function ofKind(session: Session, kind: WordKind, before: readonly string[]): string[] {
  const { names } = session;
  if (typeof kind !== "string") return [...kind];
  switch (kind) {
    case "command":
      return session.commands.map((command) => command.name);
    case "device":
      return session.devices.map(({ name }) => name);
    case "node":
      return [...names.nodeNames, "provisioner"];
    case "group":
      return names.groupNames;
    case "destination":
      return [...names.nodeNames, ...names.groupNames, "provisioner"];
    case "key":
      return [...names.appKeys.values()];
    case "model":
      return modelWords(session, before[0]);
    case "message":
      return session.messages.words;
    case "field":
      return fieldWords(session, fieldMessage(before));
    case "filter":
      return [...names.nodeNames, ...names.groupNames, ...session.messages.words, "off"];
    case "onOff":
      return ["on", "off"];
    case "duration":
    case "file":
    case "number":
    case "octets":
    case "text":
      return [];
  }
}

/** The message whose fields are completed; of `sar` the half of its state. */
function fieldMessage(before: readonly string[]): string {
  const [, second = ""] = before;
  return second === "transmitter" || second === "receiver"
    ? messageWord(`SAR ${second} Set`)
    : second;
}

/** The models of a node whose composition is known, else none. */
function modelWords(session: Session, text: string | undefined): string[] {
  let node: NodeReference;
  try {
    node = session.names.node(text ?? "");
  } catch {
    return [];
  }
  const page = session.compositions.get(node.address);
  const elements = page?.elements ?? [];
  return elements
    .filter((_, index) => node.element === undefined || index === node.element)
    .flatMap(({ models }) => models.map(modelWord));
}
