import { type ModelId, modelIdText, vendorModelId } from "../../modules/access/model-id.js";
import { similarTo } from "./similar.js";

/** Names of the SIG models (Bluetooth Assigned Numbers, section 4.2). */
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
  [0x0014, "Solicitation PDU RPL Configuration Server"],
  [0x0015, "Solicitation PDU RPL Configuration Client"],
  [0x1000, "Generic OnOff Server"],
  [0x1001, "Generic OnOff Client"],
  [0x1002, "Generic Level Server"],
  [0x1003, "Generic Level Client"],
  [0x1004, "Generic Default Transition Time Server"],
  [0x1005, "Generic Default Transition Time Client"],
  [0x1006, "Generic Power OnOff Server"],
  [0x1007, "Generic Power OnOff Setup Server"],
  [0x1008, "Generic Power OnOff Client"],
  [0x1009, "Generic Power Level Server"],
  [0x100a, "Generic Power Level Setup Server"],
  [0x100b, "Generic Power Level Client"],
  [0x100c, "Generic Battery Server"],
  [0x100d, "Generic Battery Client"],
  [0x100e, "Generic Location Server"],
  [0x100f, "Generic Location Setup Server"],
  [0x1010, "Generic Location Client"],
  [0x1011, "Generic Admin Property Server"],
  [0x1012, "Generic Manufacturer Property Server"],
  [0x1013, "Generic User Property Server"],
  [0x1014, "Generic Client Property Server"],
  [0x1015, "Generic Property Client"],
  [0x1100, "Sensor Server"],
  [0x1101, "Sensor Setup Server"],
  [0x1102, "Sensor Client"],
  [0x1200, "Time Server"],
  [0x1201, "Time Setup Server"],
  [0x1202, "Time Client"],
  [0x1203, "Scene Server"],
  [0x1204, "Scene Setup Server"],
  [0x1205, "Scene Client"],
  [0x1206, "Scheduler Server"],
  [0x1207, "Scheduler Setup Server"],
  [0x1208, "Scheduler Client"],
  [0x1300, "Light Lightness Server"],
  [0x1301, "Light Lightness Setup Server"],
  [0x1302, "Light Lightness Client"],
  [0x1303, "Light CTL Server"],
  [0x1304, "Light CTL Setup Server"],
  [0x1305, "Light CTL Client"],
  [0x1306, "Light CTL Temperature Server"],
  [0x1307, "Light HSL Server"],
  [0x1308, "Light HSL Setup Server"],
  [0x1309, "Light HSL Client"],
  [0x130a, "Light HSL Hue Server"],
  [0x130b, "Light HSL Saturation Server"],
  [0x130c, "Light xyL Server"],
  [0x130d, "Light xyL Setup Server"],
  [0x130e, "Light xyL Client"],
  [0x130f, "Light LC Server"],
  [0x1310, "Light LC Setup Server"],
  [0x1311, "Light LC Client"],
  [0x1400, "BLOB Transfer Server"],
  [0x1401, "BLOB Transfer Client"],
  [0x1402, "Firmware Update Server"],
  [0x1403, "Firmware Update Client"],
  [0x1404, "Firmware Distribution Server"],
  [0x1405, "Firmware Distribution Client"],
]);

/** The identifiers of all models that have a name. */
export const sigModelIds: readonly ModelId[] = [...names.keys()];

/** Identifiers of SIG models below this one are those of foundation models. */
const firstApplicationModel: ModelId = 0x1000;

/** Whether a model belongs to the stack and not to the application: configuration, health, ... */
export function isFoundationModel(id: ModelId): boolean {
  return id < firstApplicationModel;
}

/** The name of a model, or its identifier in hexadecimal digits, such as 05f1:0001 of a vendor. */
export function modelName(id: ModelId): string {
  return names.get(id) ?? modelIdText(id);
}

/**
 * The identifier of a model that is named as in the specification ("Generic OnOff Server", case
 * and spaces ignored), by hexadecimal digits ("1000") or as a vendor's ("05f1:0001"). Throws
 * RangeError that lists similar names if there is none.
 */
export function modelId(text: string): ModelId {
  const vendor = /^([0-9a-f]{4}):([0-9a-f]{4})$/i.exec(text.trim());
  if (vendor) return vendorModelId(parseInt(vendor[1]!, 16), parseInt(vendor[2]!, 16));
  if (/^(0x)?[0-9a-f]{4}$/i.test(text.trim())) return parseInt(text, 16);
  const wanted = plain(text);
  for (const [id, name] of names) if (plain(name) === wanted) return id;
  const shared = [...names.values()].filter((name) => sharesWord(name, text));
  const similar = shared.length > 0 ? shared : similarTo(text, names.values());
  const hint = similar.length > 0 ? `: did you mean ${similar.join(", ")}?` : "";
  throw new RangeError(`there is no model "${text}"${hint}`);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function sharesWord(name: string, text: string): boolean {
  const words = text.toLowerCase().split(/[^a-z0-9]+/);
  const common = ["", "server", "client", "generic", "light", "setup", "model"];
  return name
    .toLowerCase()
    .split(" ")
    .some((word) => words.includes(word) && !common.includes(word));
}
