import { modelIdText } from "../../../modules/access/model-id.js";
import { toHex } from "../../../modules/base/bytes.js";
import type {
  ConfigurationDatabase,
  DatabaseAddress,
  DatabaseModel,
  DatabaseNode,
} from "../../../modules/provisioner/configuration-database.js";
import { table } from "../../simulate/report.js";
import { modelName } from "../model-names.js";
import { addressRangeText, addressText } from "./listing.js";

/** What a person wants to know of a network, as text. No key is in it. */
export function databaseSummary(database: ConfigurationDatabase): string {
  return [
    head(database),
    keys(database),
    provisioners(database),
    nodes(database),
    ...database.nodes.map((node) => models(database, node)),
    groups(database),
    scenes(database),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

function head({ meshName, meshUUID, nodes: all, partial, timestamp }: ConfigurationDatabase) {
  const name = meshName === "" ? "A network without a name" : meshName;
  const part = partial ? ", of which a part is here" : "";
  return `${name}: ${counted(all.length, "node")}${part}; changed ${timestamp}; ${toHex(meshUUID)}`;
}

const phases = ["", "new key being given out", "new key in use"] as const;

function keys({ appKeys, netKeys }: ConfigurationDatabase): string {
  const rows = netKeys.flatMap(({ index, minSecurity, name, phase }) => [
    [`NetKey ${index}`, name, minSecurity, phases[phase]],
    ...appKeys
      .filter(({ boundNetKey }) => boundNetKey === index)
      .map((key) => [`  AppKey ${key.index}`, key.name, "", key.oldKey ? "new key" : ""]),
  ]);
  return rows.length === 0 ? "" : table(["key", "name", "security", "refresh"], rows);
}

function provisioners({ nodes: all, provisioners: list }: ConfigurationDatabase): string {
  if (list.length === 0) return "";
  const rows = list.map((own) => {
    const node = all.find(({ UUID }) => toHex(UUID) === toHex(own.UUID));
    return [
      own.provisionerName,
      node ? addressText(node.unicastAddress) : "none",
      own.allocatedUnicastRange.map(addressRangeText).join(" "),
      own.allocatedGroupRange.map(addressRangeText).join(" "),
    ];
  });
  return table(["provisioner", "its node", "gives addresses", "gives groups"], rows);
}

function nodes({ nodes: all }: ConfigurationDatabase): string {
  if (all.length === 0) return "";
  const rows = all.map((node) => {
    const { appKeys, elements, features = {}, name = "", netKeys, unicastAddress } = node;
    const on = Object.entries(features).filter(([, state]) => state === 1);
    const notes = [
      ...(node.deviceKey ? [] : ["no device key"]),
      ...(node.configComplete ? [] : ["not configured"]),
      ...(node.excluded ? ["excluded"] : []),
    ];
    return [
      addressText(unicastAddress),
      name,
      `${elements.length}`,
      netKeys.map(({ index }) => index).join(" "),
      appKeys.map(({ index }) => index).join(" "),
      on.map(([feature]) => feature).join(" "),
      notes.join(", "),
    ];
  });
  return table(["node", "name", "elements", "NetKeys", "AppKeys", "features", ""], rows);
}

/** An address with the name of its group. */
function named(database: ConfigurationDatabase, address: DatabaseAddress): string {
  const text = addressText(address);
  const group = database.groups.find((each) => addressText(each.address) === text);
  return group && group.name !== "" ? `${text} (${group.name})` : text;
}

/** Models with keys, subscriptions or publications. */
function models(database: ConfigurationDatabase, node: DatabaseNode): string {
  const isUsed = ({ bind, publish, subscribe }: DatabaseModel) =>
    bind.length > 0 || subscribe.length > 0 || (publish !== undefined && publish.address !== 0);
  const rows = node.elements.flatMap((element, i) =>
    element.models
      .filter(isUsed)
      .map(({ bind, modelId, publish, subscribe }) => [
        addressText(node.unicastAddress + i),
        modelName(modelId) || modelIdText(modelId),
        bind.join(" "),
        subscribe.map((address) => named(database, address)).join(" "),
        publish && publish.address !== 0 ? named(database, publish.address) : "",
      ]),
  );
  if (rows.length === 0) return "";
  const title = `${addressText(node.unicastAddress)} ${node.name ?? ""}`.trimEnd();
  return table([title, "model", "AppKeys", "subscribes", "publishes to"], rows);
}

function groups(database: ConfigurationDatabase): string {
  if (database.groups.length === 0) return "";
  const rows = database.groups.map(({ address, name, parentAddress }) => [
    addressText(address),
    name,
    parentAddress === 0 ? "" : named(database, parentAddress),
  ]);
  return table(["group", "name", "in"], rows);
}

function scenes({ scenes: list }: ConfigurationDatabase): string {
  if (list.length === 0) return "";
  const rows = list.map(({ addresses, name, number }) => [
    `${number}`,
    name,
    addresses.map(addressText).join(" "),
  ]);
  return table(["scene", "name", "stored by"], rows);
}
