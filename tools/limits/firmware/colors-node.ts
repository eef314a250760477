import type { Host } from "../../../modules/host/host.js";
import { OnPowerUp } from "../../../modules/models/common/power-up.js";
import { HslModels } from "../../../modules/models/hsl-models.js";
import { XylModels } from "../../../modules/models/xyl-models.js";
import { Node } from "../../../modules/node/node.js";
import { companyId } from "./models.js";
import { genericServers } from "./generic-models.js";

/** A coloured light with hue and saturation, and with x and y; a battery, a location and properties on its fourth element. For all these there is no room beside every other server. */
export function start(host: Host): Node {
  return colorsNode(host, []);
}

/** The same, with sources that always have an entry in its replay protection list. */
export function colorsNode(host: Host, peers: readonly number[]): Node {
  const onChange = () => undefined;
  const hsl = new HslModels({ onChange, onPowerUp: OnPowerUp.restore });
  const xyl = new XylModels({ onChange, light: hsl.light });
  const elements = [
    { models: [...hsl.models, ...xyl.ownModels] },
    { models: hsl.hueModels },
    { models: hsl.saturationModels },
    { models: genericServers() },
  ];
  return new Node({ host, companyId, elements, peers });
}
