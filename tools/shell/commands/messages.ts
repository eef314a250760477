import type { Message } from "../../../modules/access/message.js";
import { isUnicast } from "../../../modules/network/address.js";
import { fieldTexts } from "../../report/decode/words.js";
import type { Arguments, Command } from "../command.js";
import type { Result } from "../command-help.js";
import { fieldNamed, fieldsOf, type MessageField, valuesOf } from "../message-fields.js";
import type { ObservedMessage } from "../message-observer.js";
import { messageWord } from "../messages.js";
import { modelIdOf } from "../models.js";
import type { Group } from "../names.js";
import { firstAppKey, type Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { addressText, durationOf, octetsOf, onOffOf, signedNumberOf } from "../values.js";
import { appKeyOf } from "./keys.js";
import { messageText, messageValues, valuesJson } from "./message-values.js";

/** Fields whose numbers are addresses. */
const addressFields =
  /^(address|addresses|elementAddress|destination|source|group|groupAddress|unicastAddress)$/;
/** Fields whose numbers are milliseconds, and those that are seconds. */
const millisecondFields = /^(time|delay|remaining)$/;
const secondFields = /^(seconds|timeout)$/;

/** Milliseconds in which answers to a message are awaited that nobody repeats. */
const answerTime = 2000;
/** Milliseconds in which a message that is not answered reaches its destinations. */
const arrivalTime = 300;

function numberValue(session: Session, field: MessageField, text: string): number {
  const name = field.path.at(-1)!;
  if (addressFields.test(name)) return session.names.destination(text).address;
  if (name === "modelId") return modelIdOf(text);
  if (name === "appKeyIndex") return session.names.appKey(text);
  if (millisecondFields.test(name) && /[a-z]$/i.test(text)) return durationOf(text);
  if (secondFields.test(name) && /[a-z]$/i.test(text)) return durationOf(text) / 1000;
  if (/^(on|off)$/i.test(text)) return onOffOf(field.name, text) ? 1 : 0;
  // The message says which values it carries.
  return signedNumberOf(field.name, text);
}

function readValue(session: Session, field: MessageField, text: string): unknown {
  switch (field.kind) {
    case "boolean":
      return onOffOf(field.name, text);
    case "number":
      return numberValue(session, field, text);
    case "text":
      return text;
    case "octets":
      return octetsOf(field.name, text);
    case "numbers":
      return text === "" ? [] : text.split(",").map((one) => numberValue(session, field, one));
    case "list":
      throw new ShellError(`${field.name} cannot be written in words: send the message with raw`);
  }
}

/** How a message is sent, from the options of the command. */
interface Sending {
  readonly key: number | undefined;
  readonly ttl: number | undefined;
  readonly timeout: number | undefined;
}

function sendingOf(session: Session, words: Arguments, device: boolean): Sending {
  const text = words.option("key") ?? (device ? "device" : String(firstAppKey));
  const key = text === "device" ? undefined : session.names.appKey(text);
  if (key !== undefined) appKeyOf(session, key);
  return { key, ttl: words.number("ttl", 0, 127), timeout: words.duration("timeout") };
}

/** Options of the access layer. */
function sendOptions({ address, label }: Group, { key, ttl }: Sending) {
  return {
    dst: address,
    ...(label && { label }),
    ...(key === undefined ? { device: true } : { appKeyIndex: key }),
    ...(ttl !== undefined && { ttl }),
  };
}

/** The messages to the provisioner that are sent while `work` is done, and in a time after it. */
async function answersDuring(
  session: Session,
  work: () => Promise<void>,
  after: number,
): Promise<ObservedMessage[]> {
  const answers: ObservedMessage[] = [];
  const own = session.provisioner.address;
  const listen = (message: ObservedMessage) => {
    if (message.dst === own) answers.push(message);
  };
  session.listeners.add(listen);
  try {
    await session.run(work());
    await session.pass(after);
  } finally {
    session.listeners.delete(listen);
  }
  return answers;
}

/** Sends a message that each receiver may answer, once, and awaits the answers. */
async function sendToMany(
  session: Session,
  payload: Uint8Array,
  to: Group,
  how: Sending,
  waits: boolean,
): Promise<Result> {
  const { shell } = session.network.clients;
  const work = () => shell.sendPayload(payload, sendOptions(to, how));
  const after = how.timeout ?? (waits ? answerTime : arrivalTime);
  const answers = await answersDuring(session, work, after);
  const text = answers.map((answer) => messageText(session, answer));
  const values = {
    to: to.address,
    payload: Buffer.from(payload).toString("hex"),
    answers: answers.map((answer) => messageValues(session, answer)),
  };
  const name = session.names.addressName(to.address);
  const silence = waits ? `; no answer${whyUnanswered(session, payload, to.address, how)}` : "";
  return { values, text: text.length > 0 ? text : [`sent to ${name}${silence}`] };
}

/** The reason that the other node had, if it is known. */
function whyUnanswered(
  session: Session,
  payload: Uint8Array,
  dst: number,
  { key }: Sending,
): string {
  const { message, opcode } = session.messages.decode(payload) ?? {};
  if (!message?.response || opcode === undefined || !isUnicast(dst)) return "";
  const reason = session.network.world.whyUnanswered("provisioner", {
    type: "access.timeout",
    dst,
    opcode,
    response: message.response.opcode,
    appKeyIndex: key,
    error: new Error(message.name),
  });
  return reason === undefined ? "" : `: ${reason}`;
}

async function request(
  session: Session,
  message: Message,
  values: Record<string, unknown>,
  to: Group,
  how: Sending,
): Promise<Result> {
  const { shell } = session.network.clients;
  const { signal } = session;
  const { timeout } = how;
  const options = { ...sendOptions(to, how), signal, ...(timeout !== undefined && { timeout }) };
  const answer = await session.run(shell.ask(message, values, options));
  const { name } = message.response!;
  const fields = fieldTexts(name, answer as Record<string, unknown>);
  const source = session.names.addressName(to.address);
  return {
    values: {
      to: to.address,
      payload: Buffer.from(message.encode(values)).toString("hex"),
      answers: [{ src: to.address, name, values: valuesJson(answer) }],
    },
    text: [`${source}: ${[name, ...fields.map(([field, text]) => `${field} ${text}`)].join(", ")}`],
  };
}

async function send(session: Session, words: Arguments): Promise<Result> {
  const to = session.names.destination(words.take("the destination"));
  const message = session.messages.find(words.take("the message"));
  const how = sendingOf(session, words, session.messages.usesDeviceKey(message));
  const read = (field: MessageField, text: string) => readValue(session, field, text);
  const pairs = words.takeFields();
  words.end();
  const tid = pairs.some((pair) => pair.startsWith("tid=")) ? {} : { tid: session.nextTid() };
  const values = valuesOf(message, pairs, read, tid);
  session.unsaved = true;
  if (message.response && isUnicast(to.address)) return request(session, message, values, to, how);
  return sendToMany(session, message.encode(values), to, how, message.response !== undefined);
}

async function raw(session: Session, words: Arguments): Promise<Result> {
  const to = session.names.destination(words.take("the destination"));
  const how = sendingOf(session, words, false);
  const payload = octetsOf("the payload", words.takeAll().join(""));
  words.end();
  const decoded = session.messages.decode(payload);
  if (!decoded)
    throw new ShellError("the payload has no opcode: its first octets are one, such as 8201");
  const { message, values } = decoded;
  const opcode = addressText(decoded.opcode).slice(2);
  const fields = message && values ? fieldTexts(message.name, values) : [];
  const what = message
    ? `${message.name}${values ? fields.map(([name, text]) => `, ${name} ${text}`).join("") : ", malformed"}`
    : `opcode ${opcode}, which no message of this shell has`;
  session.unsaved = true;
  const result = await sendToMany(session, payload, to, how, true);
  return {
    values: {
      ...result.values,
      opcode: decoded.opcode,
      name: message?.name ?? null,
      decoded: values ? valuesJson(values) : null,
    },
    text: [`sent ${what}`, ...result.text],
  };
}

/** What a message and its fields are, for `help`-like output of `messages`. */
function describe(message: Message) {
  const fields = fieldsOf(message).map(({ kind, name, optional }) => ({
    name,
    kind,
    optional: optional || name === "tid",
  }));
  const { name, opcode, response } = message;
  return { word: messageWord(name), name, opcode, fields, answer: response?.name ?? null };
}

export const messageCommands: readonly Command[] = [
  {
    name: "send",
    group: "messages",
    usage:
      "<destination> <message> [<field>=<value>...] [key=<key>|device] [ttl=<ttl>] [timeout=<duration>]",
    summary: "send a message by its name, and print what is answered",
    details: [
      "The message is its name or the end of it: generic-onoff-set, onoff-set. messages lists them.",
      "A node is asked until it answers; to a group the message is sent once.",
      "Foundation messages are encrypted with the device key by default, others with AppKey 0.",
      "A TID is counted up unless it is given.",
    ],
    example: "send hall onoff-set-unacknowledged on=true",
    words: ["destination", "message", "field"],
    options: { key: "key", timeout: "duration", ttl: "number" },
    run: send,
  },
  {
    name: "raw",
    group: "messages",
    usage: "<destination> <hex> [key=<key>|device] [ttl=<ttl>] [timeout=<duration>]",
    summary: "send an access payload in hexadecimal: opcode and parameters",
    details: [
      "The payload is decoded if a message has its opcode. Answers are printed for 2 s, or for timeout=.",
      "key=device encrypts it with the device key of the node.",
    ],
    example: "raw light-1 8201",
    words: ["destination", "octets"],
    options: { key: "key", timeout: "duration", ttl: "number" },
    run: raw,
  },
  {
    name: "messages",
    group: "messages",
    usage: "[<part of a name>]",
    summary: "list the messages that can be sent, with their fields",
    example: "messages onoff",
    words: ["message"],
    run(session, words) {
      const part = (words.takeOptional() ?? "").toLowerCase();
      words.end();
      const found = session.messages.all.map(describe).filter(({ word }) => word.includes(part));
      if (found.length === 0) session.messages.find(part);
      const text = found.map(({ answer, fields, opcode, word }) =>
        [
          `0x${opcode.toString(16).padStart(opcode < 0x80 ? 2 : 4, "0")}`,
          word,
          ...fields.map(({ kind, name, optional }) => {
            const field = `${name}=<${kind}>`;
            return optional ? `[${field}]` : field;
          }),
          ...(answer === null ? [] : [`→ ${answer}`]),
        ].join(" "),
      );
      return { values: { messages: found }, text };
    },
  },
];

/** For completion: the fields of a message as `name=`. */
export function fieldWords(session: Session, messageName: string): string[] {
  try {
    return fieldsOf(session.messages.find(messageName)).map(({ name }) => `${name}=`);
  } catch {
    return [];
  }
}

/** For completion: the values that a field can have; empty if there are none to list. */
export function valueWords(session: Session, messageName: string, name: string): string[] {
  try {
    const field = fieldNamed(session.messages.find(messageName), name);
    if (field.kind === "boolean") return ["on", "off"];
    if (addressFields.test(field.path.at(-1)!))
      return [...session.names.nodeNames, ...session.names.groupNames];
    return [];
  } catch {
    return [];
  }
}
