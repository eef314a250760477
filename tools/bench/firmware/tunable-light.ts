// A tunable white light: the lamp itself is left out.
import type { Host } from "../../../modules/host/host.js";
import { OnPowerUp } from "../../../modules/models/common/power-up.js";
import { CtlModels } from "../../../modules/models/ctl-models.js";
import { Node } from "../../../modules/node/node.js";

export function start(host: Host): Node {
  const { elements } = new CtlModels({
    onPowerUp: OnPowerUp.restore,
    temperatureRange: { minimum: 2700, maximum: 6500 },
    onChange: () => undefined,
  });
  return new Node({ host, companyId: 0xffff, productId: 0x0002, elements });
}
