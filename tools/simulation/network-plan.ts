import type { ModelId } from "../../modules/access/model-id.js";
import { modelId } from "../network/model-names.js";
import { similarTo } from "../network/similar.js";
import { checkSimulationOptions } from "./option-kinds.js";

/** Where a model publishes, and how often. */
export interface PublicationPlan {
  /** Name of a group, of a device (its primary element) or an address. */
  readonly to: string | number;
  /** Milliseconds between two publications. Default: none, only changes are published. */
  readonly period?: number;
  /** 0, or 2..127. Default: the Default TTL of the node. */
  readonly ttl?: number;
  /** Number of repetitions of each publication, 0..7. Default 0. */
  readonly retransmissions?: number;
  /** Milliseconds between two repetitions, 50..1600. Default 50. */
  readonly interval?: number;
}

/** How one model of a device is configured. */
export interface ModelPlan {
  /** Name as in the specification, hexadecimal digits, or identifier. */
  readonly model: string | ModelId;
  /** The element, from 0. Default 0. */
  readonly element?: number;
  /** Names of the AppKeys that it is bound to. Default: the first one. */
  readonly bind?: string | readonly string[];
  /** Names of groups, or addresses, that it subscribes to. Default: none. */
  readonly subscribe?: string | number | readonly (string | number)[];
  /** Where it publishes. Default: nowhere. */
  readonly publish?: string | number | PublicationPlan;
}

/** Keys, groups and the configuration of the devices of a network. */
export interface NetworkPlan {
  /** Names of the AppKeys, with the indexes 0, 1, ... Default: one, "main". */
  readonly appKeys?: readonly string[];
  /**
   * Names of groups, which get the addresses 0xC000, 0xC001, ..., or names with their addresses.
   * Default: none.
   */
  readonly groups?: readonly string[] | Readonly<Record<string, number>>;
  /**
   * The models of each device by its name. Default for a device without an entry: its application
   * models are bound to the first AppKey.
   */
  readonly nodes?: Readonly<Record<string, readonly ModelPlan[]>>;
}

/** A ModelPlan with numbers in place of names. */
export interface PlannedModel {
  readonly modelId: ModelId;
  readonly element: number;
  readonly appKeys: readonly number[];
  readonly subscribe: readonly number[];
  readonly publish: (PublicationPlan & { readonly address: number }) | undefined;
}

const firstGroup = 0xc000;

/** Finds the indexes and addresses that the names of a NetworkPlan stand for. */
export class PlanNames {
  readonly appKeys: readonly string[];
  readonly groups: ReadonlyMap<string, number>;
  readonly #addressOf: (device: string) => number | undefined;

  /** `addressOf`: the unicast address of a device; undefined while it has none. */
  constructor(plan: NetworkPlan, addressOf: (device: string) => number | undefined) {
    checkSimulationOptions("network", plan);
    const { appKeys = ["main"], groups = [] } = plan;
    if (appKeys.length === 0) throw new RangeError("network.appKeys: one name at least");
    this.appKeys = appKeys;
    this.groups = new Map(
      Array.isArray(groups)
        ? (groups as readonly string[]).map((name, i) => [name, firstGroup + i])
        : Object.entries(groups as Readonly<Record<string, number>>),
    );
    for (const [name, address] of this.groups)
      if (!(address >= 0xc000 && address <= 0xfeff))
        throw new RangeError(`network.groups: "${name}" is not an address from 0xC000 to 0xFEFF`);
    this.#addressOf = addressOf;
  }

  /** The index of an AppKey. Throws RangeError for a name that the plan does not have. */
  appKey(name: string): number {
    const index = this.appKeys.indexOf(name);
    if (index >= 0) return index;
    throw new RangeError(`no AppKey "${name}": network.appKeys has ${this.appKeys.join(", ")}`);
  }

  /** An address by the name of a group or a device. Throws RangeError for an unknown name. */
  address(name: string | number): number {
    if (typeof name === "number") return name;
    const address = this.groups.get(name) ?? this.#addressOf(name);
    if (address !== undefined) return address;
    const known = [...this.groups.keys()].join(", ") || "none";
    throw new RangeError(`no group or node "${name}": network.groups has ${known}`);
  }

  /** Numbers for the names of a model's plan. Throws RangeError for an unknown one. */
  planned(plan: ModelPlan): PlannedModel {
    const { bind = this.appKeys[0]!, element = 0, model, publish, subscribe = [] } = plan;
    const publication =
      typeof publish === "string" || typeof publish === "number" ? { to: publish } : publish;
    return {
      modelId: typeof model === "string" ? modelId(model) : model,
      element,
      appKeys: list(bind).map((name) => this.appKey(name)),
      subscribe: list(subscribe).map((name) => this.address(name)),
      publish: publication && { ...publication, address: this.address(publication.to) },
    };
  }
}

/**
 * Throws RangeError for a device in `nodes` that does not exist and has the name of one with a
 * letter changed. `isComplete`: no device is added later, so that other unknown names are errors too.
 */
export function checkPlannedDevices(
  nodes: NonNullable<NetworkPlan["nodes"]>,
  devices: readonly string[],
  isComplete: boolean,
): void {
  const unplanned = devices.filter((name) => nodes[name] === undefined);
  for (const name of Object.keys(nodes)) {
    if (devices.includes(name)) continue;
    const similar = similarTo(name, unplanned);
    if (similar.length === 0 && !isComplete) continue;
    const known =
      similar.length > 0
        ? `did you mean ${similar.join(" or ")}?`
        : `there are ${devices.join(", ") || "none"}`;
    throw new RangeError(`network.nodes.${name}: there is no device of this name; ${known}`);
  }
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
