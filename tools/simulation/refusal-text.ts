import type { DropReason } from "../../modules/host/drop-reason.js";
import { modelText, type Refusal, type RefusalWords } from "./refusal-words.js";

/** "its model Generic OnOff Server", with the element unless it is the primary one. */
function itsModel({ element = 0, model = 0 }: Refusal): string {
  return `its ${modelText(model)}${element === 0 ? "" : ` of element ${element}`}`;
}

function notBound(refusal: Refusal, words: RefusalWords): string {
  const { access = "application", appKeyIndex } = refusal;
  const name = itsModel(refusal);
  if (appKeyIndex === undefined)
    return access === "application"
      ? `${name} takes messages with an AppKey only, and this one has a device key; ${words.useAppKey()}`
      : `${name} takes messages with the device key of its own node only; only a client takes those of other nodes`;
  if (access === "device")
    return `${name} takes messages with the device key only; ${words.useDeviceKey(appKeyIndex)}`;
  return `${name} is not bound to ${words.appKey(appKeyIndex)}; ${words.bind(refusal, appKeyIndex)}`;
}

function notSubscribed(refusal: Refusal, words: RefusalWords): string {
  const group = words.address(refusal.dst);
  return `${itsModel(refusal)} does not subscribe to ${group}; ${words.subscribe(refusal)}`;
}

function noModel({ element, opcode = 0 }: Refusal, words: RefusalWords): string {
  const where =
    element === undefined
      ? "none of its elements has a model"
      : `its element ${element} has no model`;
  return `${where} for ${words.message(opcode)}; send the message to an element that has one, or add the model to the firmware's element`;
}

function noKey(refusal: Refusal, words: RefusalWords, { appKeyIndex, opcode }: Sending): string {
  if (refusal.device) return "its device key is not the one that the sender has for it";
  const key = appKeyIndex === undefined ? "the AppKey of the message" : words.appKey(appKeyIndex);
  return `it does not have ${key}, or another one under that index; ${words.addKey(refusal, appKeyIndex, opcode)}`;
}

/** Reasons whose text does not depend on the message. */
const otherReasons: Partial<Record<DropReason, string>> = {
  "access.opcode":
    "the opcode of the message is cut off or reserved; encode messages with `message`",
  "access.length":
    "the parameters of the message are malformed for it; declare its fields alike in both firmwares",
  "network.replay":
    "its replay protection list has a higher sequence number of the sender; a node whose records were erased needs another address",
  "network.replay-list-full":
    "its replay protection list is full; raise limits.replayList, or name the sender in the option peers",
};

/** What the sender knows of a message, which a node that cannot decrypt it does not. */
export interface Sending {
  readonly appKeyIndex?: number | undefined;
  readonly opcode?: number;
}

/** Why a node did not take a message, and what to do. */
export function refusalText(refusal: Refusal, words: RefusalWords, sending: Sending = {}): string {
  switch (refusal.reason) {
    case "access.not-bound":
      return notBound(refusal, words);
    case "access.not-subscribed":
      return notSubscribed(refusal, words);
    case "access.no-model":
      return noModel(refusal, words);
    case "transport.no-key":
    case "transport.decrypt":
      return noKey(refusal, words, sending);
    default:
      return otherReasons[refusal.reason] ?? `it dropped the message: ${refusal.reason}`;
  }
}
