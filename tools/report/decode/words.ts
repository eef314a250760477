// The values of messages in words.
import { toHex } from "../../../modules/base/bytes.js";
import { decodeCompositionPage0 } from "../../../modules/access/composition.js";
import { decodeTransitionTime } from "../../../modules/models/common/transition-time.js";
import { findDeviceProperty } from "../../../modules/models/common/device-properties/device-properties.js";
import { SceneStatusCode } from "../../../modules/models/scene/messages.js";
import { statusText } from "../../../modules/foundation/status.js";
import {
  LinkState,
  remoteStatusText,
  ScanState,
} from "../../../modules/foundation/remote-provisioning/codes.js";
import {
  periodOf,
  publicationCount,
  subscriptionCount,
} from "../../../modules/transport/heartbeat.js";
import { decodePdu, pduDeclarations } from "../../../modules/provisioning/pdu.js";
import { decodeAccess } from "./message-table.js";
import { modelName } from "../../network/known-models.js";

/** A field of a message: its name and its value, in words. */
export type FieldText = readonly [name: string, value: string];

type Values = Readonly<Record<string, unknown>>;

/** An address with four digits, such as 0x00a7. */
export function addressText(address: number): string {
  return `0x${address.toString(16).padStart(4, "0")}`;
}

/** An address with what is fixed by its value: a group, a virtual address. Mesh Protocol 1.1 §3.4.2. */
export function destinationText(address: number): string {
  if (address === 0) return "unassigned";
  const fixed: Readonly<Record<number, string>> = {
    0xfffb: "all directed forwarding nodes",
    0xfffc: "all proxies",
    0xfffd: "all friends",
    0xfffe: "all relays",
    0xffff: "all nodes",
  };
  return fixed[address] ?? addressText(address);
}

/** "lightOn" as "light on". */
function words(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const names: Readonly<Record<string, string>> = {
  netKeyIndex: "NetKey Index",
  netKeyIndexes: "NetKey Indexes",
  appKeyIndex: "AppKey Index",
  appKeyIndexes: "AppKey Indexes",
  netKey: "NetKey",
  appKey: "AppKey",
  deviceKey: "device key",
  modelId: "model",
  propertyId: "property",
  propertyIds: "properties",
  settingId: "setting",
  deltaUv: "Delta UV",
  onPowerUp: "OnPowerUp",
  tid: "TID",
  ttl: "TTL",
  uuid: "UUID",
  rssi: "RSSI",
  pdu: "PDU",
  ivIndex: "IV Index",
  uriHash: "URI hash",
  onOff: "state",
  present: "state",
  label: "label UUID",
  oobInformation: "OOB information",
  gattProxy: "GATT proxy",
  companyId: "company",
};

function fieldName(name: string): string {
  return names[name] ?? words(name);
}

function sceneStatusText(status: number): string {
  return nameOf(SceneStatusCode, status);
}

const statuses: readonly (readonly [start: string, text: (status: number) => string])[] = [
  ["Config ", statusText],
  ["Private Node Identity", statusText],
  ["Remote Provisioning", remoteStatusText],
  ["Scene ", sceneStatusText],
];

function onOff(value: boolean): string {
  return value ? "on" : "off";
}

function featureState(value: number): string {
  return ["off", "on", "not supported"][value] ?? String(value);
}

/** The bits of the features in Heartbeat and Composition Data. */
export function featuresText(features: number): string {
  const list = ["relay", "proxy", "friend", "low power"].filter((_, i) => features & (1 << i));
  return list.join(", ") || "none";
}

function publishPeriod(octet: number): string {
  const milliseconds =
    decodeTransitionTime(octet) ?? 0x3f * [100, 1000, 10_000, 600_000][octet >> 6]!;
  return milliseconds === 0 ? "none" : duration(milliseconds);
}

function duration(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

function heartbeatCount(message: string, log: number): string {
  const count = message.includes("Publication") ? publicationCount(log) : subscriptionCount(log);
  return count === 0xffff ? "without end" : String(count);
}

function nameOf(table: Readonly<Record<string, number>>, value: number): string {
  const name = Object.keys(table).find((name) => table[name] === value);
  return name === undefined ? String(value) : words(name);
}

const addresses = new Set([
  "address",
  "elementAddress",
  "destination",
  "source",
  "group",
  "groupAddress",
  "primaryAddress",
  "collector",
  "unicastMin",
  "unicastMax",
  "rangeMin",
  "rangeMax",
]);
const featureNames = new Set(["beacon", "friend", "gattProxy", "relay", "identity"]);

/** The name of a device property, or its identifier. */
function propertyName(id: number): string {
  return findDeviceProperty(id)?.name ?? addressText(id);
}

/** The text of a number by the name of its field; undefined: it is written as it is. */
function numberText(message: string, name: string, value: number): string | undefined {
  if (addresses.has(name)) return destinationText(value);
  if (featureNames.has(name)) return featureState(value);
  switch (name) {
    case "status": {
      const text = statuses.find(([start]) => message.startsWith(start))?.[1];
      return text ? text(value) : value === 0 ? "success" : `status ${value}`;
    }
    case "propertyId":
    case "settingId":
      return propertyName(value);
    case "modelId":
      return modelName(value);
    case "ttl":
      return value === 0xff ? "default" : String(value);
    case "period":
      return publishPeriod(value);
    case "periodLog":
      return value === 0 ? "none" : `${periodOf(value)} s`;
    case "countLog":
      return heartbeatCount(message, value);
    case "features":
      return featuresText(value);
    case "companyId":
      return addressText(value);
    case "time":
    case "delay":
    case "remaining":
      return duration(value);
    case "seconds":
    case "timeout":
      return `${value} s`;
    case "rssi":
      return value === 127 ? "not known" : `${value} dBm`;
    case "state":
      if (message.includes(" Scan ")) return nameOf(ScanState, value);
      return message.includes(" Link ") ? nameOf(LinkState, value) : undefined;
    default:
      return undefined;
  }
}

function octetsText(message: string, name: string, octets: Uint8Array): readonly FieldText[] {
  if (name === "data" && message === "Config Composition Data Status")
    return compositionText(octets) ?? [["data", toHex(octets) || "none"]];
  if (name === "pdu") return [["PDU", provisioningPduText(octets)]];
  return [[fieldName(name), toHex(octets) || "none"]];
}

/** Company, product and elements of Composition Data page 0. Mesh Protocol 1.1 §4.2.2.1. */
function compositionText(octets: Uint8Array): readonly FieldText[] | undefined {
  const page = decodeCompositionPage0(octets);
  if (!page) return undefined;
  return [
    ["company", addressText(page.companyId)],
    ["product", addressText(page.productId)],
    ["version", addressText(page.versionId)],
    ["replay protection list", String(page.replayListSize)],
    ["features", featuresText(page.features)],
    ...page.elements.map(({ models }, i): FieldText => [
      `element ${i}`,
      models.map(modelName).join(", ") || "none",
    ]),
  ];
}

/** A provisioning PDU with its fields in one line. */
export function provisioningPduText(octets: Uint8Array): string {
  const pdu = decodePdu(octets);
  if (typeof pdu === "string") return toHex(octets) || "empty";
  const { type, ...values } = pdu;
  const fields = fieldTexts("", values).map(([name, value]) => `${name} ${value}`);
  return [pduDeclarations[type].name, ...fields].join(", ");
}

/** A message of an Opcodes Aggregator message in one line. */
function itemText(payload: Uint8Array): string {
  if (payload.length === 0) return "no answer";
  const { message, values } = decodeAccess(payload) ?? {};
  if (!message || !values) return toHex(payload);
  const fields = fieldTexts(message.name, values).map(([name, value]) => `${name} ${value}`);
  return [message.name, ...fields].join(", ");
}

function listText(message: string, name: string, list: readonly unknown[]): string {
  const one = (item: unknown): string => {
    if (item instanceof Uint8Array) return itemText(item);
    if (typeof item === "object" && item !== null)
      return fieldTexts(message, item as Values)
        .map(([name, value]) => `${name} ${value}`)
        .join(", ");
    if (typeof item === "number" && name === "addresses") return destinationText(item);
    if (typeof item === "number" && (name === "propertyIds" || name === "settings"))
      return propertyName(item);
    return String(item);
  };
  return list.map(one).join(name === "items" || name === "records" ? "; " : ", ") || "none";
}

/** The fields of a message in words. `message`: its name. Fields without a value are left out. */
export function fieldTexts(message: string, values: Values): FieldText[] {
  return Object.entries(values).flatMap(([name, value]): readonly FieldText[] => {
    if (value === undefined || name === "reserved") return [];
    if (typeof value === "boolean") return [[fieldName(name), onOff(value)]];
    if (typeof value === "number")
      return [[fieldName(name), numberText(message, name, value) ?? String(value)]];
    if (value instanceof Uint8Array) return octetsText(message, name, value);
    if (Array.isArray(value)) return [[fieldName(name), listText(message, name, value)]];
    if (typeof value === "object" && value !== null) return nested(message, name, value as Values);
    return [[fieldName(name), JSON.stringify(value)]];
  });
}

/** A field that consists of fields. */
function nested(message: string, name: string, values: Values): readonly FieldText[] {
  const { count, interval, steps, transmissions } = values;
  if (typeof transmissions === "number" && typeof interval === "number")
    return [[fieldName(name), `${transmissions} times, every ${interval} ms`]];
  // The retransmissions of a publication have steps of 50 ms. Mesh Protocol 1.1 §4.2.3.7.
  if (name === "retransmit" && typeof count === "number" && typeof steps === "number")
    return [["retransmissions", count === 0 ? "none" : `${count}, every ${(steps + 1) * 50} ms`]];
  const texts = fieldTexts(message, values);
  // Beside the present values of a state of several, such as lightness and colour temperature.
  return name === "target" ? texts.map(([part, text]) => [`target ${part}`, text]) : texts;
}
