import type { CompositionPage0 } from "../../modules/access/composition.js";
import { type ModelId, modelIdText, vendorModelId } from "../../modules/access/model-id.js";
import { modelName, namedModels } from "../network/known-models.js";
import type { NodeReference } from "./names.js";
import { hint } from "../network/similar.js";
import { ShellError } from "./shell-error.js";

/** A model of a node. */
export interface ModelReference {
  readonly elementAddress: number;
  readonly modelId: ModelId;
  readonly name: string;
}

/** "Generic OnOff Server" as "generic-onoff-server". */
export function modelWord(id: ModelId): string {
  const name = modelName(id);
  const [, digits] = /^model ([0-9a-f:]+)$/.exec(name) ?? [];
  return digits ?? name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

/** "Generic OnOff Server (1000)". */
export function modelText(id: ModelId): string {
  const name = modelName(id);
  return name.startsWith("model ") ? name : `${name} (${modelIdText(id)})`;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** The identifier in digits: 1000, 0x1000, 02e5:0001; undefined for other texts. */
function digits(text: string): ModelId | undefined {
  const [, company, model] = /^([0-9a-f]{4}):([0-9a-f]{4})$/i.exec(text) ?? [];
  if (company !== undefined) return vendorModelId(parseInt(company, 16), parseInt(model!, 16));
  return /^(0x)?[0-9a-f]{4}$/i.test(text) ? parseInt(text, 16) : undefined;
}

/** Those of the models that a text names: in full, by its end, its start or a part. */
function named(text: string, ids: readonly ModelId[]): ModelId[] {
  const wanted = plain(text);
  if (wanted.length < 2) return [];
  const all = ids.map((id) => ({ id, name: plain(modelName(id)) }));
  for (const fits of [
    (name: string) => name === wanted,
    (name: string) => name === `generic${wanted}` || name === `light${wanted}`,
    (name: string) => name.endsWith(wanted),
    (name: string) => name.startsWith(wanted),
    (name: string) => name.includes(wanted),
  ]) {
    const found = all.filter(({ name }) => fits(name));
    if (found.length > 0) return found.map(({ id }) => id);
  }
  return [];
}

/**
 * A model of a node by its name, in words or digits: "onoff-server", "1000", "02e5:0001". It is
 * searched on the element that the user named, or else on all. Throws ShellError that lists the
 * models if the node has none of that name, or more than one.
 */
export function modelOf(
  node: NodeReference,
  composition: CompositionPage0,
  text: string,
): ModelReference {
  const elements = [...composition.elements.entries()].filter(
    ([index]) => node.element === undefined || index === node.element,
  );
  const ids = [...new Set(elements.flatMap(([, { models }]) => models))];
  const id = digits(text);
  const found = id !== undefined && ids.includes(id) ? [id] : named(text, ids);
  const words = ids.map(modelWord);
  if (found.length > 1) throw new ShellError(`${text} may be ${found.map(modelWord).join(" or ")}`);
  if (found.length === 0) {
    const where = node.element === undefined ? node.name : `${node.name}/${node.element}`;
    throw new ShellError(`${where} has no model ${text}${hint(text, words, "it has")}`);
  }
  const owners = elements.filter(([, { models }]) => models.includes(found[0]!));
  if (owners.length > 1 && owners[0]![0] !== 0)
    throw new ShellError(
      `several elements have ${text}: name one, such as ${node.name}/${owners[0]![0]}`,
    );
  const [element] = owners[0]!;
  return {
    elementAddress: node.address + element,
    modelId: found[0]!,
    name: modelName(found[0]!),
  };
}

/** The identifier of a model, of any node. Throws ShellError with similar names. */
export function modelIdOf(text: string): ModelId {
  const id = digits(text);
  if (id !== undefined) return id;
  const found = named(text, namedModels);
  if (found.length === 1) return found[0]!;
  const words = found.slice(0, 4).map(modelWord).join(" or ");
  if (found.length > 1) throw new ShellError(`${text} may be ${words}`);
  throw new ShellError(`there is no model ${text}${hint(text, namedModels.map(modelWord))}`);
}
