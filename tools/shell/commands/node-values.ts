import { toHex } from "../../../modules/base/bytes.js";
import type { CompositionPage0 } from "../../../modules/access/composition.js";
import { modelIdText } from "../../../modules/access/model-id.js";
import { modelName } from "../../network/known-models.js";
import { featuresText } from "../../report/decode/words.js";
import { modelText } from "../models.js";
import type { Session } from "../session.js";
import { addressText } from "../values.js";

/** A node of the network as JSON. */
export function nodeValues(session: Session, address: number) {
  const { database, node } = session.provisioner;
  const entry = database.at(address);
  return {
    name: session.names.nodeName(address),
    address,
    uuid: toHex(entry?.uuid ?? node.uuid),
    elements: entry?.elements ?? node.elements.length,
    netKey: entry?.netKeyIndex ?? 0,
  };
}

/** A model as JSON. */
export function modelValues(id: number) {
  return { id: modelIdText(id), name: modelName(id) };
}

/** Composition Data page 0 as JSON. */
export function compositionValues(page: CompositionPage0) {
  const { companyId, elements, features, productId, replayListSize, versionId } = page;
  const hex = (value: number) => value.toString(16).padStart(4, "0");
  return {
    company: hex(companyId),
    product: hex(productId),
    version: hex(versionId),
    replayProtectionList: replayListSize,
    features: featuresText(features) === "none" ? [] : featuresText(features).split(", "),
    elements: elements.map(({ location, models }) => ({
      location: hex(location),
      models: models.map(modelValues),
    })),
  };
}

/** The same as text. */
export function compositionText(page: CompositionPage0): string[] {
  const { companyId, elements, features, productId, replayListSize, versionId } = page;
  return [
    `company ${addressText(companyId)}, product ${addressText(productId)}, version ${addressText(versionId)}`,
    `features: ${featuresText(features)}; replay protection list: ${replayListSize} sources`,
    ...elements.flatMap(({ models }, i) => [
      `element ${i}`,
      ...models.map((id) => `  ${modelText(id)}`),
    ]),
  ];
}
