import { toHex } from "../../../modules/base/bytes.js";
import type {
  DatabaseAddress,
  DatabaseFeature,
  DatabaseModel,
  DatabaseNode,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";
import type { ModelPlace, NodeStates, RootOf } from "./step.js";

/** Milliseconds of a step of a Publish Period, by the two bits of its resolution. Mesh Protocol 1.1 §4.2.3.5. */
export const periodResolutions = [100, 1000, 10_000, 600_000] as const;

/** Of a set of addresses. */
export function addressKey(address: DatabaseAddress): string {
  return typeof address === "number" ? address.toString(16) : toHex(address);
}

/** Whether two values of a state, or two publications, are the same. */
export function sameValue(one: unknown, other: unknown): boolean {
  return valueKey(one) === valueKey(other);
}

/** Whether a state is as it is to be. The Relay state alone says nothing of its retransmissions. */
export function isAsWanted(state: keyof NodeStates, has: unknown, wanted: unknown): boolean {
  if (state !== "relay") return sameValue(has, wanted);
  const { on, retransmit } = wanted as NodeStates["relay"];
  const own = has as NodeStates["relay"] | undefined;
  return own?.on === on && (retransmit === undefined || sameValue(own.retransmit, retransmit));
}

function valueKey(value: unknown): string {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value !== "object" || value === null) return String(value);
  const own = value as Readonly<Record<string, unknown>>;
  const members = Object.keys(own)
    .filter((name) => own[name] !== undefined)
    .sort();
  return `{${members.map((name) => `${name}:${valueKey(own[name])}`).join()}}`;
}

/** A publication that publishes somewhere; undefined for none. */
export function publicationOf({ publish }: DatabaseModel): DatabasePublication | undefined {
  return publish === undefined || publish.address === 0 ? undefined : publish;
}

/** Those of the first list that are not in the second. */
export function without<T>(
  list: readonly T[],
  other: readonly T[],
  key: (item: T) => unknown,
): T[] {
  const known = new Set(other.map(key));
  return list.filter((item) => !known.has(key(item)));
}

export const itself = <T>(item: T): T => item;

/** Indexes of the keys of a node. */
export function indexesOf(keys: readonly { readonly index: number }[]): number[] {
  return keys.map(({ index }) => index);
}

/** A model at a place. */
export interface PlacedModel extends ModelPlace {
  readonly model: DatabaseModel;
}

export function modelsOf(node: DatabaseNode): PlacedModel[] {
  const placed: PlacedModel[] = [];
  node.elements.forEach(({ models }, element) => {
    for (const model of models) placed.push({ element, modelId: model.modelId, model });
  });
  return placed;
}

export function placeKey({ element, modelId }: ModelPlace): string {
  return `${element}/${modelId}`;
}

/** The subscription lists of a node by the places of their roots: what any of the models that share one has. */
export function listsOf(
  node: DatabaseNode,
  rootOf: RootOf,
): ReadonlyMap<
  string,
  { readonly root: ModelPlace; readonly addresses: readonly DatabaseAddress[] }
> {
  const lists = new Map<string, { root: ModelPlace; addresses: DatabaseAddress[] }>();
  for (const { element, model, modelId } of modelsOf(node)) {
    const root = rootOf({ element, modelId });
    const list = lists.get(placeKey(root)) ?? { root, addresses: [] };
    lists.set(placeKey(root), list);
    for (const address of without(model.subscribe, list.addresses, addressKey))
      list.addresses.push(address);
  }
  return lists;
}

const on = (feature: DatabaseFeature | undefined) =>
  feature === undefined || feature === 2 ? undefined : feature === 1;

/** The states of a node that are known. A transmit state of 0 is not. */
export function statesOf(node: DatabaseNode): Partial<NodeStates> {
  const { defaultTTL, features, heartbeatPub, heartbeatSub, secureNetworkBeacon } = node;
  const transmit = (state: DatabaseNode["networkTransmit"]) =>
    state === undefined || state.count === 0 ? undefined : state;
  const relay = on(features?.relay);
  const states: { [Name in keyof NodeStates]: NodeStates[Name] | undefined } = {
    secureNetworkBeacon,
    defaultTTL,
    networkTransmit: transmit(node.networkTransmit),
    relay:
      relay === undefined ? undefined : { on: relay, retransmit: transmit(node.relayRetransmit) },
    proxy: on(features?.proxy),
    friend: on(features?.friend),
    heartbeatPub,
    heartbeatSub,
  };
  return Object.fromEntries(Object.entries(states).filter(([, value]) => value !== undefined));
}
