import type { ModelId } from "../../modules/access/model-id.js";
import { modelName, sigModelIds } from "../network/model-names.js";
import { messageTable } from "../report/decode/message-table.js";
import type { ModelPlan, NetworkPlan, PlanNames } from "./network-plan.js";
import { CallWords, type Refusal } from "./refusal-words.js";

/**
 * The remedies as lines of a world's plan, for the nodes that the world has configured by it. A node
 * that a firmware or a program configures has those of CallWords.
 */
export class PlanWords extends CallWords {
  readonly #plan: NetworkPlan;
  readonly #names: PlanNames;
  readonly #isConfigured: (device?: string) => boolean;

  /** `isConfigured`: whether the world configured a device by the plan; without a name: any. */
  constructor(
    plan: NetworkPlan,
    names: PlanNames,
    isConfigured: (device: string | undefined) => boolean,
  ) {
    super();
    this.#plan = plan;
    this.#names = names;
    this.#isConfigured = isConfigured;
  }

  override address(address: number, machine?: string): string {
    const text = super.address(address, machine);
    const group = this.#group(address);
    return group === undefined ? text : `group "${group}" (${text})`;
  }

  override appKey(index: number): string {
    const name = this.#names.appKeys[index];
    return name === undefined ? super.appKey(index) : `AppKey "${name}"`;
  }

  override bind(refusal: Refusal, appKeyIndex: number): string {
    const { element, machine, model = 0 } = refusal;
    const key = this.#names.appKeys[appKeyIndex];
    const bound = this.#bound(machine, model, element);
    if (!this.#isConfigured(machine) || key === undefined || bound.includes(key))
      return super.bind(refusal, appKeyIndex);
    return this.#line(machine, model, element, `bind: ${listText([...bound, key])}`);
  }

  override subscribe(refusal: Refusal): string {
    const { dst, element, machine, model = 0 } = refusal;
    const { subscribe = [] } = this.#entry(machine, model, element) ?? {};
    const group = this.#group(dst) ?? dst;
    const groups = [subscribe].flat();
    if (!this.#isConfigured(machine) || !isGroupAddress(dst) || groups.includes(group))
      return super.subscribe(refusal);
    return this.#line(machine, model, element, `subscribe: ${listText([...groups, group])}`);
  }

  override subscribeOne(group: number, opcode = 0): string {
    if (!this.#isConfigured() || !isGroupAddress(group)) return super.subscribeOne(group);
    const taker = takerOf(opcode);
    const model = taker === undefined ? "" : `model: "${modelName(taker)}", `;
    const subscribe = `subscribe: ${listText([this.#group(group) ?? group])}`;
    return `write { ${model}${subscribe} } for a device in network.nodes`;
  }

  override addKey(refusal: Refusal, appKeyIndex?: number, opcode?: number): string {
    const { machine } = refusal;
    const key = this.#missingKey(machine, appKeyIndex);
    if (!this.#isConfigured(machine) || (key === undefined && appKeyIndex !== undefined))
      return super.addKey(refusal, appKeyIndex);
    const line = this.#keyLine(machine, key, opcode === undefined ? undefined : takerOf(opcode));
    return `a node gets the AppKeys that its models are bound to; ${line}`;
  }

  #keyLine(device: string, key: string | undefined, taker: ModelId | undefined): string {
    if (key === undefined) return `write that AppKey as bind of one in ${nodeText(device)}`;
    if (taker === undefined) return `write bind: ${listText([key])} for one in ${nodeText(device)}`;
    const bind = `bind: ${listText([...this.#bound(device, taker), key])}`;
    return this.#line(device, taker, undefined, bind);
  }

  /** The name of the AppKey that a device lacks; where the index is not known, the only one. */
  #missingKey(device: string, index?: number): string | undefined {
    if (index !== undefined) return this.#names.appKeys[index];
    const [first = ""] = this.#names.appKeys;
    const entries = this.#plan.nodes?.[device];
    const has = entries ? entries.flatMap(({ bind = first }) => bind) : [first];
    const missing = this.#names.appKeys.filter((name) => !has.includes(name));
    return missing.length === 1 ? missing[0] : undefined;
  }

  #group(address: number): string | undefined {
    for (const [name, group] of this.#names.groups) if (group === address) return name;
    return undefined;
  }

  #entry(device: string, model: ModelId, element = 0): ModelPlan | undefined {
    return this.#plan.nodes?.[device]?.find((entry) => {
      const planned = this.#names.planned(entry);
      return planned.modelId === model && planned.element === element;
    });
  }

  /** The names of the AppKeys that the plan binds a model to. */
  #bound(device: string, model: ModelId, element = 0): readonly string[] {
    const first = this.#names.appKeys[0]!;
    if (this.#plan.nodes?.[device] === undefined) return [first];
    const entry = this.#entry(device, model, element);
    return entry ? [entry.bind ?? first].flat() : [];
  }

  /** Where a property of a model's line in the plan is written. */
  #line(device: string, modelId: ModelId, element = 0, property: string): string {
    const at = nodeText(device);
    const place = element === 0 ? "" : `, element: ${element}`;
    const model = `model: "${modelName(modelId)}"${place}`;
    if (this.#entry(device, modelId, element)) return `write ${property} for { ${model} } in ${at}`;
    if (this.#plan.nodes?.[device]) return `add { ${model}, ${property} } to ${at}`;
    return `list its models in ${at}, and there { ${model}, ${property} }`;
  }
}

/** Whether a plan can name a group: its address is neither virtual nor that of a fixed group. */
function isGroupAddress(address: number): boolean {
  return address >= 0xc000 && address <= 0xfeff;
}

/** "network.nodes.hall", or with brackets for a name that is no identifier. */
function nodeText(device: string): string {
  return /^[a-z_$][\w$]*$/i.test(device) ? `network.nodes.${device}` : `network.nodes["${device}"]`;
}

/** One name as it is, several as a list; addresses as 0xc000. */
function listText(names: readonly (string | number)[]): string {
  const texts = names.map((name) =>
    typeof name === "number" ? `0x${name.toString(16)}` : JSON.stringify(name),
  );
  return texts.length === 1 ? texts[0]! : `[${texts.join(", ")}]`;
}

/** The model that takes a message, where the name of the message begins with that of the model. */
function takerOf(opcode: number): ModelId | undefined {
  const name = messageTable.get(opcode)?.name ?? "";
  const role = name.endsWith(" Status") ? "Client" : "Server";
  const words = name.split(" ");
  for (let count = words.length - 1; count > 0; count--) {
    const wanted = `${words.slice(0, count).join(" ")} ${role}`;
    const id = sigModelIds.find((model) => modelName(model) === wanted);
    if (id !== undefined) return id;
  }
  return undefined;
}
