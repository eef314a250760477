import { compositionElements, encodeCompositionPage0, Feature } from "../access/composition.js";
import { encodeCompositionPage2 } from "../access/composition-profiles.js";
import { compositionRelations, encodeCompositionPage1 } from "../access/composition-relations.js";
import type { Element } from "../access/element.js";
import type { CompositionTerm } from "./composition-pages.js";
import type { NodeOptions } from "./node-options.js";

/** The Remote Provisioning Server, with which the composition can change on a network. Mesh Protocol 1.1 §4.4.5. */
const remoteProvisioningServerId = 0x0004;

/** Whether Node Provisioning Protocol Interface procedures can be run with the node. §3.11.8 */
export function supportsNppi(elements: readonly Element[]): boolean {
  return elements[0]!.find(remoteProvisioningServerId) !== undefined;
}

/** Whether the node can be a GATT proxy. */
export function supportsProxy({ host, proxy = true }: NodeOptions): boolean {
  return proxy && host.radio.gatt !== undefined;
}

/** The composition data pages of a node with these elements. `replayListSize`: its CRPL. §4.2.2 */
export function nodeComposition(
  options: NodeOptions,
  elements: readonly Element[],
  replayListSize: number,
): CompositionTerm {
  const { companyId, productId = 0, profiles = [], relay = true, versionId = 0 } = options;
  const features = (relay ? Feature.relay : 0) | (supportsProxy(options) ? Feature.proxy : 0);
  const header = { companyId, productId, versionId, replayListSize, features };
  return {
    page0: encodeCompositionPage0({ ...header, elements: compositionElements(elements) }),
    page1: encodeCompositionPage1(compositionRelations(elements)),
    page2: profiles.length > 0 ? encodeCompositionPage2(profiles) : undefined,
  };
}
