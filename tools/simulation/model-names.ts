import * as espressif from "../../modules/espressif/fast-provisioning/models/messages.js";
import { modelIdText } from "../../modules/access/model-id.js";
import { configurationClientId } from "../../modules/foundation/configuration/client.js";
import { healthClientId, healthServerId } from "../../modules/foundation/health/messages.js";
import * as largeComposition from "../../modules/foundation/large-composition-data/messages.js";
import { configurationServerId } from "../../modules/foundation/node-server.js";
import * as onDemandProxy from "../../modules/foundation/on-demand-private-proxy/messages.js";
import * as aggregator from "../../modules/foundation/opcodes-aggregator/messages.js";
import { privateBeaconClientId } from "../../modules/foundation/private-beacon/messages.js";
import { privateBeaconServerId } from "../../modules/foundation/private-proxy.js";
import * as remoteProvisioning from "../../modules/foundation/remote-provisioning/messages.js";
import * as sarConfiguration from "../../modules/foundation/sar-configuration/messages.js";
import * as genericOnOff from "../../modules/models/generic-onoff/messages.js";

/** The names of the models of this project, by identifier. */
const names: ReadonlyMap<number, string> = new Map([
  [configurationServerId, "Configuration Server"],
  [configurationClientId, "Configuration Client"],
  [healthServerId, "Health Server"],
  [healthClientId, "Health Client"],
  [remoteProvisioning.remoteProvisioningServerId, "Remote Provisioning Server"],
  [remoteProvisioning.remoteProvisioningClientId, "Remote Provisioning Client"],
  [privateBeaconServerId, "Private Beacon Server"],
  [privateBeaconClientId, "Private Beacon Client"],
  [onDemandProxy.onDemandPrivateProxyServerId, "On-Demand Private Proxy Server"],
  [onDemandProxy.onDemandPrivateProxyClientId, "On-Demand Private Proxy Client"],
  [sarConfiguration.sarConfigurationServerId, "SAR Configuration Server"],
  [sarConfiguration.sarConfigurationClientId, "SAR Configuration Client"],
  [aggregator.opcodesAggregatorServerId, "Opcodes Aggregator Server"],
  [aggregator.opcodesAggregatorClientId, "Opcodes Aggregator Client"],
  [largeComposition.largeCompositionDataServerId, "Large Composition Data Server"],
  [largeComposition.largeCompositionDataClientId, "Large Composition Data Client"],
  [genericOnOff.genericOnOffServerId, "Generic OnOff Server"],
  [genericOnOff.genericOnOffClientId, "Generic OnOff Client"],
  [espressif.fastProvisioningServerId, "Fast Provisioning Server"],
  [espressif.fastProvisioningClientId, "Fast Provisioning Client"],
]);

/** "model Generic OnOff Server", or "model 02e5:0001" for one of an application. */
export function modelName(id: number): string {
  return `model ${names.get(id) ?? modelIdText(id)}`;
}
