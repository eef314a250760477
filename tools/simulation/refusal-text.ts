import { isVendorModel, vendorModelParts } from "../../modules/access/model-id.js";
import type { DropReason } from "../../modules/host/drop-reason.js";
import type { RefusedMessage } from "../../modules/host/trace.js";
import type { ModelId } from "../../modules/access/model-id.js";
import { modelName } from "../network/known-models.js";

/** An address or opcode in the digits that the messages of errors have: "000b", "8201". */
export function hexadecimal(value: number): string {
  return value.toString(16).padStart(value < 0x100 ? 2 : 4, "0");
}

/** An address: "000b". */
export function addressText(address: number): string {
  return address.toString(16).padStart(4, "0");
}

function code(address: number): string {
  return `0x${addressText(address)}`;
}

/** The node and the model as arguments of a method of the configuration client. */
function target({ dst, element = 0, model = 0 }: RefusedMessage, isGroup: boolean): string {
  const { company, model: number } = vendorModelParts(model);
  const modelId = isVendorModel(model)
    ? `vendorModelId(${code(company)}, ${code(number)})`
    : code(model);
  if (isGroup) return `node, { elementAddress: node + ${element}, modelId: ${modelId} }`;
  return `${code(dst - element)}, { elementAddress: ${code(dst)}, modelId: ${modelId} }`;
}

function notBound(refused: RefusedMessage, isGroup: boolean): string {
  const { access = "application", appKeyIndex, element = 0, model = 0 } = refused;
  const name = `its ${modelText(model)} of element ${element}`;
  if (appKeyIndex === undefined)
    return access === "application"
      ? `${name} takes messages with an AppKey only, and this one has a device key; send it with appKeyIndex`
      : `${name} takes messages with the device key of its own node only; only a client takes those of other nodes`;
  if (access === "device")
    return `${name} takes messages with the device key only; send it with device: true in place of AppKey ${appKeyIndex}`;
  return `${name} is not bound to AppKey ${appKeyIndex}; bind it with configuration.bind(${target(refused, isGroup)}, ${appKeyIndex})`;
}

function notSubscribed(refused: RefusedMessage): string {
  const { dst, element = 0, model = 0 } = refused;
  const to = `configuration.subscribe(${target(refused, true)}, ${code(dst)})`;
  return `its ${modelText(model)} of element ${element} does not subscribe to ${addressText(dst)}; subscribe it with ${to}`;
}

function noModel({ element, opcode = 0 }: RefusedMessage): string {
  const where =
    element === undefined
      ? "none of its elements has a model"
      : `its element ${element} has no model`;
  return `${where} for opcode ${hexadecimal(opcode)}; send the message to an element that has one, or add the model to the firmware's element`;
}

function noKey({ device }: RefusedMessage, appKeyIndex: number | undefined): string {
  if (device) return "its device key is not the one that the sender has for it";
  const key = appKeyIndex === undefined ? "the AppKey of the message" : `AppKey ${appKeyIndex}`;
  return `it does not have ${key}, or another one under that index; add it with configuration.addAppKey(node, netKeyIndex, ${appKeyIndex ?? "appKeyIndex"}, appKey)`;
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

/**
 * Why a node did not take a message, and what to do. `appKeyIndex`: that of the sender, which a
 * node without the key does not know.
 */
export function refusalText(refused: RefusedMessage, appKeyIndex?: number): string {
  const isGroup = refused.dst >= 0x8000;
  switch (refused.reason) {
    case "access.not-bound":
      return notBound(refused, isGroup);
    case "access.not-subscribed":
      return notSubscribed(refused);
    case "access.no-model":
      return noModel(refused);
    case "transport.no-key":
    case "transport.decrypt":
      return noKey(refused, appKeyIndex);
    default:
      return otherReasons[refused.reason] ?? `it dropped the message: ${refused.reason}`;
  }
}

/** "model Generic OnOff Server", or "model 02e5:0001" for one of an application. */
function modelText(id: ModelId): string {
  const name = modelName(id);
  return name.startsWith("model ") ? name : `model ${name}`;
}
