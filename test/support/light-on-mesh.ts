// A light of several elements and a client, on a test air.
import type { Model } from "../../modules/access/model.js";
import { appKey, Mesh } from "./mesh.js";

export const lightAddress = 0x0100;
/** A group to which every model of the light subscribes. */
export const lightGroup = 0xc001;

/** Options of a request to an element of the light. */
export const askElement = (index: number) => ({ dst: lightAddress + index, appKeyIndex: 0 });

/** Options of a message to the group. */
export const toGroup = { dst: lightGroup, appKeyIndex: 0 } as const;

/** All models are bound to one AppKey; those of the light subscribe to the group. */
export function lightOnMesh(
  client: Model,
  elements: readonly { readonly models: readonly Model[] }[],
) {
  const mesh = new Mesh();
  const station = mesh.node(0x0001, [{ models: [client] }]).node;
  const light = mesh.node(lightAddress, elements).node;
  for (const node of [station, light]) {
    node.network!.applicationKeys.add(0, 0, appKey);
    for (const { models } of node.elements)
      for (const model of models) {
        if (model.access === "device") continue;
        model.configuration = { bindings: [0], publication: undefined };
        if (node === station) continue;
        model.subscriptionList.entries = [{ address: lightGroup, label: undefined }];
        node.network!.saveModel(model);
      }
  }
  return { mesh, node: light };
}
