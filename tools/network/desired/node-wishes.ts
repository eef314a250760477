import type {
  DatabaseAddress,
  DatabaseModel,
  DatabaseNode,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";
import type { ModelPlace } from "../configuration/step.js";
import { addressKey, placeKey, sameValue } from "../configuration/values.js";
import type { ModelDescription } from "../models/describe-models.js";
import { modelName } from "../model-names.js";
import { hint } from "../similar.js";
import type { StateValue } from "../states/model-state.js";
import { modelStates, stateNamed } from "../states/model-states.js";
import type { ModelRule, PublicationForm, RuleOf } from "./document.js";
import { type KnownNode, type ModelStateValue, stateKey } from "./known-network.js";
import { modelReference, modelsNamed } from "./model-names.js";
import type { Faults, NetworkNames } from "./names.js";
import { nodeText, type Selection } from "./selection.js";
import { periodOf, stateWishes } from "./state-wishes.js";

type Path = readonly PropertyKey[];

/** The fixed group to which no model subscribes (§4.3.2.19). */
const allNodes = 0xffff;

/** A value that a rule gives, and where it does. */
interface Wish<T> {
  readonly value: T;
  readonly path: Path;
}

interface ModelWishes {
  readonly place: ModelPlace;
  bind?: Set<number>;
  /** As rules say it: with which key is known when all of them have said what it is bound to. */
  readonly forms: Wish<PublicationForm>[];
  publish?: Wish<DatabasePublication | undefined>;
}

export interface NodeWishesOptions {
  readonly node: KnownNode;
  readonly names: NetworkNames;
  readonly selection: Selection;
  readonly faults: Faults;
}

/** What the rules of a document say of one node: lists of several rules are united, other values have to agree. */
export class NodeWishes {
  readonly #options: NodeWishesOptions;
  readonly #models = new Map<string, ModelWishes>();
  /** Addresses of lists, by the models through which they are written. */
  readonly #lists = new Map<string, Map<string, DatabaseAddress>>();
  readonly #states = new Map<string, Wish<unknown>>();
  readonly #features = new Map<string, Wish<0 | 1>>();
  readonly #modelStates = new Map<string, Wish<ModelStateValue>>();
  #netKeys: Set<number> | undefined;
  #appKeys: Set<number> | undefined;

  constructor(options: NodeWishesOptions) {
    this.#options = options;
  }

  /** Takes a rule. Returns the names of models, as it has them, that the node has. */
  take(rule: RuleOf, path: Path): readonly string[] {
    const { faults, names, node, selection } = this.#options;
    const wishes = stateWishes(rule, node, names, selection, path, faults);
    const { features, ...states } = wishes;
    for (const [name, value] of Object.entries<unknown>(states))
      this.#agree(this.#states, name, { value, path });
    for (const [name, value] of Object.entries<0 | 1>(features ?? {}))
      this.#agree(this.#features, name, { value, path: [...path, name] });
    const keys = (given: string | readonly string[], at: "netKeys" | "appKeys") =>
      listOf(given).flatMap((name, i) => {
        const place = placeIn(given, [...path, at], i);
        return (at === "netKeys" ? names.netKey(name, place) : names.appKey(name, place)) ?? [];
      });
    if (rule.netKeys !== undefined)
      this.#netKeys = new Set([...(this.#netKeys ?? []), ...keys(rule.netKeys, "netKeys")]);
    if (rule.appKeys !== undefined)
      this.#appKeys = new Set([...(this.#appKeys ?? []), ...keys(rule.appKeys, "appKeys")]);
    return Object.entries(rule.models ?? {}).flatMap(([name, model]) =>
      this.#takeModels(name, model, [...path, "models", name]) ? [name] : [],
    );
  }

  #takeModels(name: string, rule: ModelRule, path: Path): boolean {
    const { faults, node } = this.#options;
    let models: readonly ModelDescription[];
    try {
      models = modelsNamed(node.models, modelReference(name));
    } catch (error) {
      faults.say(path, (error as Error).message);
      return true;
    }
    for (const model of models) this.#takeModel(model, rule, path);
    return models.length > 0;
  }

  #takeModel(model: ModelDescription, rule: ModelRule, path: Path): void {
    const { faults, names, node } = this.#options;
    const wishes = this.#wishesOf(model);
    if (rule.bind !== undefined) {
      wishes.bind ??= new Set();
      for (const [i, name] of listOf(rule.bind).entries()) {
        const index = names.appKey(name, placeIn(rule.bind, [...path, "bind"], i));
        if (index !== undefined) wishes.bind.add(index);
      }
    }
    if (rule.subscribe !== undefined) {
      const key = placeKey(node.rootOf(model));
      const list = this.#lists.get(key) ?? new Map<string, DatabaseAddress>();
      this.#lists.set(key, list);
      for (const [i, name] of listOf(rule.subscribe).entries()) {
        const at = placeIn(rule.subscribe, [...path, "subscribe"], i);
        const address = names.group(name, at);
        if (address === allNodes)
          faults.say(
            at,
            `"${name}" reaches the models of each primary element by itself: nobody subscribes to it`,
          );
        else if (address !== undefined) list.set(addressKey(address), address);
      }
    }
    if (rule.publish !== undefined)
      wishes.forms.push({ value: rule.publish, path: [...path, "publish"] });
    for (const [name, value] of Object.entries(rule.states ?? {}))
      this.#takeState(model, name, value, [...path, "states", name]);
  }

  /** Finds out where models publish, and binds them to the keys that they publish with. */
  #resolvePublications(): void {
    for (const wishes of this.#models.values()) {
      const values = wishes.forms.map(({ path, value: form }) => {
        return { path, value: this.#publicationOf(wishes, form, path) };
      });
      for (const wish of values) {
        const before = wishes.publish;
        if (before && !sameValue(before.value, wish.value)) this.#disagree(wish.path, before.path);
        wishes.publish = wish;
        if (wish.value) (wishes.bind ??= this.#bindingsOf(wishes.place)).add(wish.value.index);
      }
    }
  }

  #bindingsOf(model: ModelPlace): Set<number> {
    return new Set(modelAt(this.#options.node.node, model)?.bind);
  }

  #publicationOf(
    wishes: ModelWishes,
    form: PublicationForm,
    path: Path,
  ): DatabasePublication | undefined {
    const { faults, names } = this.#options;
    const given = typeof form === "string" ? { to: form } : form;
    if (given.to === "nothing") return undefined;
    const address = this.#destination(given.to, typeof form === "string" ? path : [...path, "to"]);
    let index: number | undefined;
    if (given.key !== undefined) index = names.appKey(given.key, [...path, "key"]);
    else {
      const bound = [...(wishes.bind ?? this.#bindingsOf(wishes.place))];
      if (bound.length !== 1)
        faults.say(
          path,
          bound.length === 0
            ? "the model is bound to no AppKey: give the key with which it publishes, { to, key }"
            : `the model is bound to ${bound.length} AppKeys: give that with which it publishes, { to, key }`,
        );
      [index] = bound;
    }
    if (address === undefined || index === undefined) return undefined;
    const { credentials, every = 0, retransmit = { count: 0, interval: 50 }, ttl = 255 } = given;
    const period = periodOf(every);
    if (typeof period === "string") {
      faults.say([...path, "every"], period);
      return undefined;
    }
    const isFriendship = credentials === "friendship";
    return { address, index, ttl, period, retransmit, credentials: isFriendship ? 1 : 0 };
  }

  #destination(to: string, path: Path): DatabaseAddress | undefined {
    const { names, selection } = this.#options;
    const known = names.findGroup(to) ?? selection.nodeNamed(to)?.node.unicastAddress;
    if (known !== undefined) return known;
    if (/^[0-7][0-9a-f]{3}$/i.test(to) && parseInt(to, 16) > 0) return parseInt(to, 16);
    return names.group(to, path);
  }

  #takeState(model: ModelDescription, name: string, given: unknown, path: Path): void {
    const { faults, node } = this.#options;
    const state = stateNamed(name);
    if (!state) {
      const own = modelStates.map((each) => each.name);
      return faults.say(path, `there is no state "${name}"${hint(name, own, "there are")}`);
    }
    const setter = node.models.find(
      ({ element, modelId }) => element === model.element && modelId === state.setter,
    );
    if (!setter)
      return faults.say(
        path,
        `element ${model.element} of ${nodeText(node)} has no model that sets it`,
      );
    const parsed = state.schema.safeParse(given);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) faults.say([...path, ...issue.path], issue.message);
      return;
    }
    const parts = state.hasParts
      ? Object.entries(parsed.data as Readonly<Record<string, StateValue>>)
      : ([["", parsed.data as StateValue]] as const);
    const { element, modelId } = setter;
    for (const [part, value] of parts) {
      const wish = { element, modelId, state: state.name, part, value };
      this.#agree(this.#modelStates, stateKey(wish), { value: wish, path });
    }
  }

  #wishesOf({ element, modelId }: ModelPlace): ModelWishes {
    const key = placeKey({ element, modelId });
    const wishes = this.#models.get(key) ?? { place: { element, modelId }, forms: [] };
    this.#models.set(key, wishes);
    return wishes;
  }

  #agree<T>(all: Map<string, Wish<T>>, key: string, wish: Wish<T>): void {
    const before = all.get(key);
    if (before && !sameValue(before.value, wish.value)) this.#disagree(wish.path, before.path);
    all.set(key, wish);
  }

  #disagree(path: Path, before: Path): void {
    const { faults, node } = this.#options;
    faults.say(path, `another value for ${nodeText(node)} than that of ${before.join(".")}`);
  }

  /** The node as it is to be. `others`: what becomes of models that no rule names. */
  target(name: string | undefined, others: "keep" | "remove") {
    const { node: known } = this.#options;
    const { node } = known;
    this.#resolvePublications();
    const elements = node.elements.map((element, i) => ({
      ...element,
      models: element.models.map((model) => this.#modelAfter(model, i, others)),
    }));
    const bound = elements.flatMap(({ models }) => models.flatMap(({ bind }) => bind));
    const values = <T>(wishes: ReadonlyMap<string, Wish<T>>) =>
      Object.fromEntries([...wishes].map(([state, { value }]) => [state, value]));
    const features = { ...node.features, ...values(this.#features) };
    const appKeys = this.#keysAfter(
      node.appKeys,
      this.#appKeys ?? (others === "remove" ? new Set() : undefined),
      bound,
    );
    const states: Partial<DatabaseNode> = values(this.#states);
    const netKeys = this.#keysAfter(node.netKeys, this.#netKeys, [
      ...this.#netKeysOf(appKeys),
      ...(states.heartbeatPub ? [states.heartbeatPub.index] : []),
    ]);
    const { heartbeatPub, ...rest } = { ...node, ...states };
    // Heartbeats end with their key.
    const beats = heartbeatPub && netKeys.some(({ index }) => index === heartbeatPub.index);
    const after: DatabaseNode = {
      ...rest,
      ...(beats && { heartbeatPub }),
      ...(this.#features.size > 0 && { features }),
      ...(name !== undefined && { name }),
      elements,
      appKeys,
      netKeys,
    };
    this.#checkStates(after);
    return { known, after, states: [...this.#modelStates.values()].map(({ value }) => value) };
  }

  /** NetKeys that the AppKeys of a node need. */
  #netKeysOf(appKeys: readonly { readonly index: number }[]): readonly number[] {
    const { names } = this.#options;
    return appKeys.flatMap(({ index }) => {
      const key = names.appKeys.find((each) => each.index === index);
      return key ? [key.boundNetKey] : [];
    });
  }

  /** Keys that stay as they are, and new ones. `only`: no others but those that are needed. */
  #keysAfter(
    before: DatabaseNode["netKeys"],
    only: ReadonlySet<number> | undefined,
    needed: readonly number[],
  ): DatabaseNode["netKeys"] {
    const wanted = new Set([...(only ?? before.map(({ index }) => index)), ...needed]);
    return [
      ...before.filter(({ index }) => wanted.delete(index)),
      ...[...wanted].map((index) => ({ index, updated: false })),
    ];
  }

  #modelAfter(model: DatabaseModel, element: number, others: "keep" | "remove"): DatabaseModel {
    const { rootOf } = this.#options.node;
    const place = { element, modelId: model.modelId };
    const wishes = this.#models.get(placeKey(place));
    const root = rootOf(place);
    const list = this.#lists.get(placeKey(root));
    const isRoot = placeKey(root) === placeKey(place);
    const removes = others === "remove";
    const subscribe = list ? (isRoot ? [...list.values()] : []) : removes ? [] : model.subscribe;
    const bind = wishes?.bind ? [...wishes.bind] : removes ? [] : model.bind;
    const { publish: before, ...rest } = model;
    const publish = wishes?.publish ? wishes.publish.value : removes ? undefined : before;
    // A model that loses the key with which it publishes publishes no longer.
    const stays = publish && bind.includes(publish.index);
    return { ...rest, subscribe, bind, ...(stays && { publish }) };
  }

  /** A state is set with a key to which the model that sets it is bound. */
  #checkStates(after: DatabaseNode): void {
    const { faults } = this.#options;
    for (const { path, value } of this.#modelStates.values()) {
      const state = stateNamed(value.state)!;
      const bound = modelAt(after, value)?.bind ?? [];
      if (!state.device && bound.length === 0)
        faults.say(
          path,
          `it is set through ${modelName(value.modelId)} of element ${value.element}, which is bound to no AppKey: bind it`,
        );
    }
  }
}

function modelAt(node: DatabaseNode, { element, modelId }: ModelPlace): DatabaseModel | undefined {
  return node.elements[element]?.models.find((model) => model.modelId === modelId);
}

function listOf(given: string | readonly string[]): readonly string[] {
  return typeof given === "string" ? [given] : given;
}

/** The place of an item, or of the only one. */
function placeIn(given: string | readonly string[], path: Path, item: number): Path {
  return typeof given === "string" ? path : [...path, item];
}
