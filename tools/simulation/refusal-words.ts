import { isVendorModel, type ModelId, vendorModelParts } from "../../modules/access/model-id.js";
import type { RefusedMessage } from "../../modules/host/trace.js";
import { modelName } from "../network/known-models.js";
import { messageTable } from "../report/decode/message-table.js";

/** A message that the node on a machine refused. */
export interface Refusal extends RefusedMessage {
  /** The name of the machine. */
  readonly machine: string;
}

/**
 * How the texts of refused messages name nodes, messages and keys, and what corrects a refusal. A
 * method whose text is a remedy returns a part of a sentence, such as "bind it with ...".
 */
export interface RefusalWords {
  /** A unicast address or a group. `machine`: the name of the machine with that element, if known. */
  address(address: number, machine?: string): string;
  /** A message by its opcode. */
  message(opcode: number): string;
  /** An AppKey by its index. */
  appKey(index: number): string;
  /** Binds the model of a refusal to an AppKey. */
  bind(refusal: Refusal, appKeyIndex: number): string;
  /** Subscribes the model of a refusal to the destination of the message. */
  subscribe(refusal: Refusal): string;
  /** Subscribes some model that takes a message to a group that no model subscribes to. */
  subscribeOne(group: number, opcode: number): string;
  /** Gives a node an AppKey. The opcode and the index are those of the message, where known. */
  addKey(refusal: Refusal, appKeyIndex?: number, opcode?: number): string;
  /** Sends a message with the device key in place of an AppKey. */
  useDeviceKey(appKeyIndex: number): string;
  /** Sends a message with an AppKey. */
  useAppKey(): string;
}

/** An address: "000b". */
export function addressText(address: number): string {
  return address.toString(16).padStart(4, "0");
}

/** "model Generic OnOff Server", or "model 02e5:0001" for one of an application. */
export function modelText(id: ModelId): string {
  const name = modelName(id);
  return name.startsWith("model ") ? name : `model ${name}`;
}

/** An address or a number of a model in source text: "0x000b". */
function code(value: number): string {
  return `0x${addressText(value)}`;
}

/** The node and the model as arguments of a method of the configuration client. */
function target({ dst, element = 0, model = 0 }: RefusedMessage): string {
  const { company, model: number } = vendorModelParts(model);
  const modelId = isVendorModel(model)
    ? `vendorModelId(${code(company)}, ${code(number)})`
    : code(model);
  if (dst >= 0x8000) return `node, { elementAddress: node + ${element}, modelId: ${modelId} }`;
  return `${code(dst - element)}, { elementAddress: ${code(dst)}, modelId: ${modelId} }`;
}

/** The remedies as calls of a ConfigurationClient, for programs that configure nodes themselves. */
export class CallWords implements RefusalWords {
  address(address: number, machine?: string): string {
    const digits = addressText(address);
    return machine === undefined ? digits : `${machine} (${digits})`;
  }

  message(opcode: number): string {
    const digits = opcode.toString(16).padStart(opcode < 0x100 ? 2 : 4, "0");
    return messageTable.get(opcode)?.name ?? `opcode ${digits}`;
  }

  appKey(index: number): string {
    return `AppKey ${index}`;
  }

  bind(refusal: Refusal, appKeyIndex: number): string {
    return `bind it with configuration.bind(${target(refusal)}, ${appKeyIndex})`;
  }

  subscribe(refusal: Refusal): string {
    return `subscribe it with configuration.subscribe(${target(refusal)}, ${code(refusal.dst)})`;
  }

  subscribeOne(group: number): string {
    return `subscribe one with configuration.subscribe(node, model, ${code(group)})`;
  }

  addKey(_refusal: Refusal, appKeyIndex?: number): string {
    return `add it with configuration.addAppKey(node, netKeyIndex, ${appKeyIndex ?? "appKeyIndex"}, appKey)`;
  }

  useDeviceKey(appKeyIndex: number): string {
    return `send it with device: true in place of AppKey ${appKeyIndex}`;
  }

  useAppKey(): string {
    return "send it with appKeyIndex";
  }
}
