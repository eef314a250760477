import type { NodeOptions } from "../../../modules/node/node.js";
import type { Model } from "../../../modules/access/model.js";
import { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import { HealthClient } from "../../../modules/foundation/health/client.js";
import { HealthServer } from "../../../modules/foundation/health/server.js";
import { LargeCompositionDataClient } from "../../../modules/foundation/large-composition-data/client.js";
import { LargeCompositionDataServer } from "../../../modules/foundation/large-composition-data/server.js";
import { OnDemandPrivateProxyClient } from "../../../modules/foundation/on-demand-private-proxy/client.js";
import { OnDemandPrivateProxyServer } from "../../../modules/foundation/on-demand-private-proxy/server.js";
import { OpcodesAggregatorClient } from "../../../modules/foundation/opcodes-aggregator/client.js";
import { OpcodesAggregatorServer } from "../../../modules/foundation/opcodes-aggregator/server.js";
import { PrivateBeaconClient } from "../../../modules/foundation/private-beacon/client.js";
import { PrivateBeaconServer } from "../../../modules/foundation/private-beacon/server.js";
import { RemoteProvisioningServer } from "../../../modules/foundation/remote-provisioning/server.js";
import { SarConfigurationClient } from "../../../modules/foundation/sar-configuration/client.js";
import { SarConfigurationServer } from "../../../modules/foundation/sar-configuration/server.js";
import { SolicitationPduRplClient } from "../../../modules/foundation/solicitation-pdu-rpl/client.js";
import { SolicitationPduRplServer } from "../../../modules/foundation/solicitation-pdu-rpl/server.js";
import { PresentAmbientLightLevel } from "../../../modules/models/common/device-properties/light.js";
import { SensorGain } from "../../../modules/models/common/device-properties/energy.js";
import { SensorClient } from "../../../modules/models/sensor/client.js";
import { SensorServer } from "../../../modules/models/sensor/server.js";
import { SensorSetting } from "../../../modules/models/sensor/sensor-setting.js";
import { SensorSetupServer } from "../../../modules/models/sensor/setup-server.js";
import { SensorState } from "../../../modules/models/sensor/sensor-state.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { OnPowerUp } from "../../../modules/models/common/power-up.js";
import { GenericLevelClient } from "../../../modules/models/generic-level/client.js";
import { LightLightnessClient } from "../../../modules/models/light-lightness/client.js";
import { CtlModels } from "../../../modules/models/ctl-models.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import { LightCtlClient } from "../../../modules/models/light-ctl/client.js";

/** Company identifier for experiments; 0xFFFF is not assigned to a company (Assigned Numbers). */
export const companyId = 0xffff;

/** A self-test of the Health Server. */
export const testId = 1;

/**
 * The elements of a node: all foundation servers in addition to its Configuration Server, a sensor, and
 * a tunable white light.
 */
export function everyElementWithColor(
  others: readonly Model[] = [],
): NonNullable<NodeOptions["elements"]> {
  const dimmable = new LightnessModels({ onPowerUp: OnPowerUp.restore });
  const light = new CtlModels({ onChange: () => undefined, light: dimmable });
  return [
    { models: [...everyServer(), ...others] },
    { models: light.models },
    { models: light.temperatureModels },
  ];
}

/**
 * The same with a light that can be dimmed, as random inputs take more of the heap than procedures. `others` and
 * `further`: more models of each element.
 */
export function everyElement(
  others: readonly Model[] = [],
  further: readonly Model[] = [],
): NodeOptions["elements"] {
  const light = new LightnessModels({ onChange: () => undefined, onPowerUp: OnPowerUp.restore });
  return [{ models: [...everyServer(), ...others] }, { models: [...light.models, ...further] }];
}

function everyServer(): readonly Model[] {
  const health = new HealthServer({
    companies: [{ companyId, tests: [testId] }],
    onTest: () => health.setFaults(companyId, [testId]),
    onAttention: () => undefined,
  });
  return [
    health,
    new RemoteProvisioningServer(),
    new SarConfigurationServer(),
    new OpcodesAggregatorServer(),
    new LargeCompositionDataServer(),
    new PrivateBeaconServer(),
    new OnDemandPrivateProxyServer(),
    new SolicitationPduRplServer(),
    new GenericOnOffServer({ restore: true, onChange: () => undefined }),
    ...sensors(),
  ];
}

/** A sensor with a cadence and a setting, and its setup server. */
function sensors(): readonly Model[] {
  const light = new SensorState(PresentAmbientLightLevel, {
    read: () => 500,
    settings: [new SensorSetting(SensorGain, { value: 1, writable: true })],
  });
  const server = new SensorServer({ sensors: [light] });
  return [server, new SensorSetupServer(server)];
}

/** The clients in addition to those that each provisioner has. */
export interface EveryClient {
  readonly aggregator: OpcodesAggregatorClient;
  readonly ctl: LightCtlClient;
  readonly health: HealthClient;
  readonly large: LargeCompositionDataClient;
  readonly level: GenericLevelClient;
  readonly lightness: LightLightnessClient;
  readonly onDemand: OnDemandPrivateProxyClient;
  readonly onOff: GenericOnOffClient;
  readonly privateBeacon: PrivateBeaconClient;
  readonly sar: SarConfigurationClient;
  readonly sensor: SensorClient;
  readonly solicitationRpl: SolicitationPduRplClient;
}

export function everyClient(): EveryClient {
  return {
    aggregator: new OpcodesAggregatorClient(),
    ctl: new LightCtlClient(),
    health: new HealthClient(),
    large: new LargeCompositionDataClient(),
    level: new GenericLevelClient(),
    lightness: new LightLightnessClient(),
    onDemand: new OnDemandPrivateProxyClient(),
    onOff: new GenericOnOffClient(),
    privateBeacon: new PrivateBeaconClient(),
    sar: new SarConfigurationClient(),
    sensor: new SensorClient(),
    solicitationRpl: new SolicitationPduRplClient(),
  };
}

/** All clients of a node that is not a provisioner. */
export function everyClientOfNode(): readonly Model[] {
  const clients: readonly Model[] = Object.values<Model>({ ...everyClient() });
  return [new ConfigurationClient(), ...clients];
}
