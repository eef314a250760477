import { isVendorModel, type ModelId } from "../../../modules/access/model-id.js";
import type { ModelRole } from "../../../modules/access/model-roles.js";
import type { ModelDescription } from "../models/describe-models.js";
import { modelId } from "../model-names.js";

const roles: readonly ModelRole[] = ["main", "temperature", "hue", "saturation", "light-lc"];

/** A name of models as a document has it. */
export interface ModelReference {
  readonly modelId: ModelId;
  /** Undefined: none is named, which is "main" where the node has such a model of that. */
  readonly role: ModelRole | undefined;
  /** Undefined: all with this role. */
  readonly number: number | undefined;
  /** Index of the element; undefined: all. */
  readonly element: number | undefined;
}

const form = /^(.+?)(?: of ([a-z-]+))?(?: on element (\d{1,3}))?(?: (\d{1,3}))?$/i;

/**
 * Reads "Light Lightness Server", "Generic Level Server of temperature", "Light Lightness Server 2" (the second of
 * a node), "Generic Level Client on element 1", or an identifier such as 1000 or 05F1:0001. Throws RangeError.
 */
export function modelReference(text: string): ModelReference {
  const all = { role: undefined, number: undefined, element: undefined };
  // An identifier is no name with a number.
  if (/^(0x)?[0-9a-f]{4}(:[0-9a-f]{4})?$/i.test(text)) return { ...all, modelId: modelId(text) };
  const [, name = text, role, element, number] = form.exec(text) ?? [];
  const ownRole = roles.find((each) => each === role?.toLowerCase());
  if (role !== undefined && ownRole === undefined)
    throw new RangeError(`there is no role "${role}"; there are ${roles.join(", ")}`);
  if (number === "0") throw new RangeError("models are numbered from 1");
  return {
    modelId: modelId(name),
    role: ownRole,
    number: number === undefined ? undefined : Number(number),
    element: element === undefined ? undefined : Number(element),
  };
}

/** The models of a node that a name stands for. */
export function modelsNamed(
  models: readonly ModelDescription[],
  { element, modelId: id, number, role }: ModelReference,
): readonly ModelDescription[] {
  // The role of a vendor's model is not known, and an element says more than a role.
  const anyRole = isVendorModel(id) || element !== undefined;
  const ownRole = role ?? usualRole(models, id);
  return models.filter(
    (model) =>
      model.modelId === id &&
      (anyRole || model.role === ownRole) &&
      (number === undefined || model.number === number) &&
      (element === undefined || model.element === element),
  );
}

/** The role of a model that is named without one: "main", or the only one that it has, such as that of a Light LC Server. */
function usualRole(models: readonly ModelDescription[], id: ModelId): ModelRole {
  const own = new Set(models.filter(({ modelId: each }) => each === id).map(({ role }) => role));
  return own.size === 1 ? [...own][0]! : "main";
}
