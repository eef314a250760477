import { isVendorModel, type ModelId } from "../../../modules/access/model-id.js";
import type { ModelRole } from "../../../modules/access/model-roles.js";
import type { ModelDescription } from "../models/describe-models.js";
import { modelId } from "../model-names.js";

const roles: readonly ModelRole[] = ["main", "temperature", "hue", "saturation", "light-lc"];

/** A name of models as a document has it. */
export interface ModelReference {
  readonly modelId: ModelId;
  readonly role: ModelRole;
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
  const all = { role: "main" as const, number: undefined, element: undefined };
  // An identifier is no name with a number.
  if (/^(0x)?[0-9a-f]{4}(:[0-9a-f]{4})?$/i.test(text)) return { ...all, modelId: modelId(text) };
  const [, name = text, role = "main", element, number] = form.exec(text) ?? [];
  const ownRole = roles.find((each) => each === role.toLowerCase());
  if (ownRole === undefined)
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
  return models.filter(
    (model) =>
      model.modelId === id &&
      (anyRole || model.role === role) &&
      (number === undefined || model.number === number) &&
      (element === undefined || model.element === element),
  );
}
