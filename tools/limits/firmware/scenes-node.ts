import type { Host } from "../../../modules/host/host.js";
import { OnPowerUp } from "../../../modules/models/common/power-up.js";
import { CtlModels } from "../../../modules/models/ctl-models.js";
import { LcModels } from "../../../modules/models/lc-models.js";
import { PowerLevelModels } from "../../../modules/models/power-level-models.js";
import { SceneServer } from "../../../modules/models/scene/server.js";
import { SceneSetupServer } from "../../../modules/models/scene/setup-server.js";
import { SchedulerServer } from "../../../modules/models/scheduler/server.js";
import { SchedulerSetupServer } from "../../../modules/models/scheduler/setup-server.js";
import { TimeServer } from "../../../modules/models/time/server.js";
import { TimeSetupServer } from "../../../modules/models/time/setup-server.js";
import { Node } from "../../../modules/node/node.js";
import { companyId } from "./models.js";

/** A tunable white light with a controller, scenes, time and schedules, and a heater on its third element: for all these there is no room beside every other server. */
export function start(host: Host): Node {
  return scenesNode(host, []);
}

/** The same, with sources that always have an entry in its replay protection list. */
export function scenesNode(host: Host, peers: readonly number[]): Node {
  const onChange = () => undefined;
  const ctl = new CtlModels({ onChange, onPowerUp: OnPowerUp.restore });
  const light = new LcModels({ light: ctl.light, onState: onChange });
  const heater = new PowerLevelModels({ onChange, onPowerUp: OnPowerUp.restore });
  const { defaultTransitionTime } = light.light;
  const scenes = new SceneServer({ defaultTransitionTime, onChange });
  const time = new TimeServer({ onChange });
  const scheduler = new SchedulerServer({ time, onAction: onChange });
  const models = [
    ...ctl.models,
    scenes,
    new SceneSetupServer(scenes, defaultTransitionTime),
    time,
    new TimeSetupServer(time),
    scheduler,
    new SchedulerSetupServer(scheduler),
  ];
  const elements = [
    { models },
    { models: light.controllerModels },
    { models: heater.models },
    { models: ctl.temperatureModels },
  ];
  return new Node({ host, companyId, elements, peers });
}
