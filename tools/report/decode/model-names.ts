import { isVendorModel, type ModelId, modelIdText } from "../../../modules/access/model-id.js";
import {
  fastProvisioningClientId,
  fastProvisioningServerId,
} from "../../../modules/espressif/fast-provisioning/models/messages.js";
import {
  nodeRecordClientId,
  nodeRecordServerId,
} from "../../../modules/espressif/node-records/messages.js";

// Mesh Protocol 1.1 §4.4, Mesh Model 1.1 §8 (Assigned Numbers: Mesh Model IDs).
const names: ReadonlyMap<ModelId, string> = new Map([
  [0x0000, "Configuration Server"],
  [0x0001, "Configuration Client"],
  [0x0002, "Health Server"],
  [0x0003, "Health Client"],
  [0x0004, "Remote Provisioning Server"],
  [0x0005, "Remote Provisioning Client"],
  [0x0006, "Directed Forwarding Configuration Server"],
  [0x0007, "Directed Forwarding Configuration Client"],
  [0x0008, "Bridge Configuration Server"],
  [0x0009, "Bridge Configuration Client"],
  [0x000a, "Mesh Private Beacon Server"],
  [0x000b, "Mesh Private Beacon Client"],
  [0x000c, "On-Demand Private Proxy Server"],
  [0x000d, "On-Demand Private Proxy Client"],
  [0x000e, "SAR Configuration Server"],
  [0x000f, "SAR Configuration Client"],
  [0x0010, "Opcodes Aggregator Server"],
  [0x0011, "Opcodes Aggregator Client"],
  [0x0012, "Large Composition Data Server"],
  [0x0013, "Large Composition Data Client"],
  [0x1000, "Generic OnOff Server"],
  [0x1001, "Generic OnOff Client"],
  [0x1002, "Generic Level Server"],
  [0x1003, "Generic Level Client"],
  [0x1004, "Generic Default Transition Time Server"],
  [0x1005, "Generic Default Transition Time Client"],
  [0x1006, "Generic Power OnOff Server"],
  [0x1007, "Generic Power OnOff Setup Server"],
  [0x1008, "Generic Power OnOff Client"],
  [0x100c, "Generic Battery Server"],
  [0x100d, "Generic Battery Client"],
  [0x1100, "Sensor Server"],
  [0x1101, "Sensor Setup Server"],
  [0x1102, "Sensor Client"],
  [0x1203, "Scene Server"],
  [0x1204, "Scene Setup Server"],
  [0x1205, "Scene Client"],
  [0x1300, "Light Lightness Server"],
  [0x1301, "Light Lightness Setup Server"],
  [0x1302, "Light Lightness Client"],
  [0x1303, "Light CTL Server"],
  [0x1304, "Light CTL Setup Server"],
  [0x1305, "Light CTL Client"],
  [0x1306, "Light CTL Temperature Server"],
  [0x1307, "Light HSL Server"],
  [0x1309, "Light HSL Client"],
  [fastProvisioningServerId, "Fast Provisioning Server"],
  [fastProvisioningClientId, "Fast Provisioning Client"],
  [nodeRecordServerId, "Node Record Server"],
  [nodeRecordClientId, "Node Record Client"],
]);

/** The name of a model, or its identifier in words. */
export function modelName(id: ModelId): string {
  const kind = isVendorModel(id) ? "vendor model" : "model";
  return names.get(id) ?? `${kind} ${modelIdText(id)}`;
}
