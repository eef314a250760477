import type { Host } from "../../host/host.js";
import { PresentAmbientLightLevel } from "../../models/common/device-properties/light.js";
import { SensorServer } from "../../models/sensor/server.js";
import { SensorSetupServer } from "../../models/sensor/setup-server.js";
import { SensorState } from "../../models/sensor/sensor-state.js";
import { Node } from "../../node/node.js";
import { NlcProfile, type ProfileConfig, profilesOf } from "../profiles.js";
import type { Board } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0013;

/** What the property can represent, lx. */
const brightest = 167_772.14;

/**
 * An ambient light sensor: the sensor "light" of its board, in lx. It is read each second, and reports what differs
 * from its last report by 5 %, and each publish period.
 */
export function start(host: Host, board: Board, config: ProfileConfig = {}): Node {
  const sensor = board.sensor("light");
  const light = new SensorState(PresentAmbientLightLevel, {
    read: () => Math.max(0, Math.min(brightest, sensor.read())),
    samplingFunction: "instantaneous",
    updateInterval: 1,
    cadence: {
      fastPeriodDivisor: 0,
      triggerType: "percent",
      deltaDown: 5,
      deltaUp: 5,
      minInterval: 512,
      fastLow: undefined,
      fastHigh: undefined,
    },
  });
  const server = new SensorServer({ sensors: [light] });
  return new Node({
    host,
    companyId,
    productId,
    elements: [{ models: [server, new SensorSetupServer(server)] }],
    ...profilesOf(config, NlcProfile.ambientLightSensor, 0),
  });
}
