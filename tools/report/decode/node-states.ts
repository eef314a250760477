import type { Message } from "../../../modules/access/message.js";
import {
  FastProvInfoSet,
  FastProvNodeGroupAdd,
  FastProvNodeGroupDelete,
} from "../../../modules/espressif/fast-provisioning/models/messages.js";
import { decodeCompositionPage0 } from "../../../modules/access/composition.js";
import {
  CompositionDataStatus,
  NodeResetStatus,
} from "../../../modules/foundation/configuration/state-messages.js";
import * as keys from "../../../modules/foundation/configuration/key-messages.js";
import * as models from "../../../modules/foundation/configuration/model-messages.js";
import type { Draft } from "./draft.js";
import { modelName } from "../../network/known-models.js";
import type { DraftStation } from "./stations.js";
import { addressText, destinationText, type FieldText, fieldTexts } from "./words.js";

type Values = Readonly<Record<string, unknown>>;

/** Number of elements that a node without Composition Data may have. */
const likelyElements = 16;

/** The configuration of one model of a node. */
interface ModelState {
  readonly bindings: Set<number>;
  readonly subscriptions: Set<number>;
  publication: string | undefined;
}

/** What is known of one node from the messages that it sent and received. */
class NodeState {
  readonly netKeys = new Set<number>([0]);
  readonly appKeys = new Set<number>();
  readonly models = new Map<string, ModelState>();
  elements = 1;
  /** Whether `elements` is from its Composition Data. */
  composed = false;

  constructor(
    readonly address: number,
    readonly station: DraftStation,
    readonly index: number,
  ) {}
}

/**
 * Follows the states of nodes: requests that were answered with success, and the states that the
 * nodes reported.
 */
export class NodeStates {
  readonly #nodes = new Map<number, NodeState>();
  /** The last request for each answer, by the address that answers and the answer's opcode. */
  readonly #requests = new Map<string, Message>();

  /** A node with this primary unicast address is at a station. `index`: that of the station. */
  add(address: number, station: DraftStation, index: number, time: number): void {
    if (this.#nodes.has(address)) return;
    const node = new NodeState(address, station, index);
    this.#nodes.set(address, node);
    station.addresses.push([time, address]);
    station.set(time, "node", "unicast address", addressText(address));
    station.set(time, "keys", "NetKey Indexes", "0");
  }

  /**
   * Whether a node at the station has the address as that of another element: the number of its
   * elements is not known until its Composition Data is.
   */
  extend(station: number, address: number): boolean {
    for (const node of this.#nodes.values()) {
      if (node.index !== station || node.composed) continue;
      if (address <= node.address || address - node.address > likelyElements) continue;
      node.elements = address - node.address + 1;
      return true;
    }
    return false;
  }

  /** The node that has an element with this address. */
  node(address: number): NodeState | undefined {
    for (let primary = address; primary > 0 && primary > address - 256; primary--) {
      const node = this.#nodes.get(primary);
      if (node) return primary + node.elements > address ? node : undefined;
    }
    return undefined;
  }

  /** Indices of the stations that process messages to an address at this time. */
  addressed(address: number): readonly number[] {
    if (address < 0x8000) {
      const node = this.node(address);
      return node ? [node.index] : [];
    }
    const nodes = [...this.#nodes.values()];
    return nodes
      .filter(
        ({ models }) =>
          address === 0xffff ||
          [...models.values()].some(({ subscriptions }) => subscriptions.has(address)),
      )
      .map(({ index }) => index);
  }

  /** A message was sent: remembers a request, and applies an answer or a report. */
  message(draft: Draft): void {
    const { access, dst, last, src } = draft;
    const { message, values } = access ?? {};
    if (!message || !values || src === undefined || dst === undefined) return;
    this.#fastGroup(message, values, dst, last);
    if (message.response) {
      this.#requests.set(`${dst} ${message.response.opcode}`, message);
      return;
    }
    const node = this.node(src);
    if (!node) return;
    if (message === NodeResetStatus) this.#reset(node, last);
    else if (!this.#configuration(node, last, message, values, src))
      this.#reported(node, last, draft, src);
  }

  /** Applies the subscriptions of fast provisioning, which are made without an answer. */
  #fastGroup(message: Message, values: Values, dst: number, time: number): void {
    if (message === FastProvInfoSet) {
      const { groupAddress } = values["info"] as { readonly groupAddress?: number };
      const node = this.node(dst);
      if (node && groupAddress !== undefined) changeGroup(node, groupAddress, true, time);
    }
    if (message !== FastProvNodeGroupAdd && message !== FastProvNodeGroupDelete) return;
    for (const address of values["addresses"] as readonly number[]) {
      const node = this.node(address);
      const adds = message === FastProvNodeGroupAdd;
      if (node) changeGroup(node, values["group"] as number, adds, time);
    }
  }

  #reset(node: NodeState, time: number): void {
    node.station.clear(time, ["node", "keys", "models", "states"]);
    node.station.set(time, "node", "node", "reset: it is an unprovisioned device");
    this.#nodes.delete(node.address);
  }

  /** Applies an answer of the Configuration Server; false for all other messages. */
  #configuration(
    node: NodeState,
    time: number,
    message: Message,
    values: Values,
    src: number,
  ): boolean {
    const request = this.#requests.get(`${src} ${message.opcode}`);
    const failed = typeof values["status"] === "number" && values["status"] !== 0;
    switch (message) {
      case CompositionDataStatus:
        composition(node, values["data"] as Uint8Array, time, values["page"] as number);
        return true;
      case keys.NetKeyStatus:
      case keys.NetKeyList:
      case keys.AppKeyStatus:
      case keys.AppKeyList:
        if (!failed) changeKeys(node, request, message, values);
        break;
      case models.AppStatus:
      case models.SubscriptionStatus:
      case models.PublicationStatus:
        if (!failed) changeModel(node, request, message, values, time);
        return true;
      default:
        return false;
    }
    const list = (indexes: Set<number>) => [...indexes].sort((a, b) => a - b).join(", ");
    node.station.set(time, "keys", "NetKey Indexes", list(node.netKeys));
    node.station.set(time, "keys", "AppKey Indexes", list(node.appKeys) || null);
    return true;
  }

  /** Stores a state that a node reported, by the name of its message. */
  #reported(node: NodeState, time: number, { fields, name }: Draft, src: number): void {
    if (!/ (?:Status|List)$/.test(name)) return;
    const element = src === node.address ? "" : `, element ${src - node.address}`;
    const state = name.replace(/^Config /, "").replace(/ Status$/, "");
    node.station.set(time, "states", `${state}${element}`, fieldsLine(fields) || "reported");
  }
}

function fieldsLine(fields: readonly FieldText[]): string {
  return fields.map(([name, value]) => `${name} ${value}`).join(", ");
}

function composition(node: NodeState, data: Uint8Array, time: number, number: number): void {
  const page = number === 0 ? decodeCompositionPage0(data) : undefined;
  if (!page) return;
  node.elements = page.elements.length;
  node.composed = true;
  for (const [name, value] of fieldTexts(CompositionDataStatus.name, { data }))
    node.station.set(time, "node", name, value);
}

function changeKeys(
  node: NodeState,
  request: Message | undefined,
  answer: Message,
  values: Values,
): void {
  const replace = (set: Set<number>, indexes: unknown) => {
    set.clear();
    for (const index of indexes as number[]) set.add(index);
  };
  const pair = values["keyIndexes"] as { appKeyIndex: number } | undefined;
  if (answer === keys.NetKeyList) replace(node.netKeys, values["netKeyIndexes"]);
  else if (answer === keys.AppKeyList) replace(node.appKeys, values["appKeyIndexes"]);
  else if (request === keys.NetKeyAdd) node.netKeys.add(values["netKeyIndex"] as number);
  else if (request === keys.NetKeyDelete) node.netKeys.delete(values["netKeyIndex"] as number);
  else if (request === keys.AppKeyAdd && pair) node.appKeys.add(pair.appKeyIndex);
  else if (request === keys.AppKeyDelete && pair) node.appKeys.delete(pair.appKeyIndex);
}

function modelState(node: NodeState, name: string): ModelState {
  let state = node.models.get(name);
  if (!state) {
    state = { bindings: new Set(), subscriptions: new Set(), publication: undefined };
    node.models.set(name, state);
  }
  return state;
}

/** Fast provisioning subscribes models of the firmware's choice. */
function changeGroup(node: NodeState, group: number, adds: boolean, time: number): void {
  const name = "models of fast provisioning";
  const state = modelState(node, name);
  if (adds) state.subscriptions.add(group);
  else state.subscriptions.delete(group);
  node.station.set(time, "models", name, modelText(state) || null);
}

function changeModel(
  node: NodeState,
  request: Message | undefined,
  answer: Message,
  values: Values,
  time: number,
): void {
  const element = (values["elementAddress"] as number) - node.address;
  const where = element === 0 ? "" : `, element ${element}`;
  const name = `${modelName(values["modelId"] as number)}${where}`;
  const state = modelState(node, name);
  if (answer === models.AppStatus) {
    const index = values["appKeyIndex"] as number;
    if (request === models.AppUnbind) state.bindings.delete(index);
    else state.bindings.add(index);
  } else if (answer === models.PublicationStatus) state.publication = publication(values);
  else subscribe(state.subscriptions, request, values["address"] as number);
  node.station.set(time, "models", name, modelText(state) || null);
}

function publication(values: Values): string | undefined {
  const address = values["address"] as number;
  if (address === 0) return undefined;
  const { appKeyIndex } = values["key"] as { appKeyIndex: number };
  const fields = fieldTexts(models.PublicationStatus.name, values);
  const of = (name: string) => fields.find(([own]) => own === name)?.[1] ?? "";
  return `publishes to ${destinationText(address)} with AppKey ${appKeyIndex}, TTL ${of("TTL")}, period ${of("period")}`;
}

function subscribe(addresses: Set<number>, request: Message | undefined, address: number): void {
  const overwrites =
    request === models.SubscriptionOverwrite ||
    request === models.SubscriptionVirtualAddressOverwrite;
  if (overwrites || request === models.SubscriptionDeleteAll) addresses.clear();
  if (request === models.SubscriptionDelete || request === models.SubscriptionVirtualAddressDelete)
    addresses.delete(address);
  else if (request !== models.SubscriptionDeleteAll) addresses.add(address);
}

function modelText({ bindings, publication, subscriptions }: ModelState): string {
  return [
    ...(bindings.size > 0 ? [`bound to AppKey ${[...bindings].join(", ")}`] : []),
    ...(subscriptions.size > 0
      ? [`subscribed to ${[...subscriptions].map(destinationText).join(", ")}`]
      : []),
    ...(publication === undefined ? [] : [publication]),
  ].join("; ");
}
