import type { Host } from "../../../modules/host/host.js";
import { lightLightnessServerId } from "../../../modules/models/light-lightness/messages.js";
import type { Node } from "../../../modules/node/node.js";
import { benchPublication, configure, join } from "../../bench/firmware/joined.js";
import { start as startLight } from "../../bench/firmware/tunable-light.js";

/**
 * The tunable white light, provisioned with the keys of tools/bench/packets.ts. All its models have the
 * AppKey and the group; its Light Lightness Server publishes.
 */
export function start(host: Host): Node {
  const node = join(startLight(host));
  node.network!.settings.beacon = false;
  for (const { models } of node.elements)
    for (const model of models)
      if (model.access !== "device")
        configure(node, model, model.id === lightLightnessServerId ? benchPublication : undefined);
  return node;
}
