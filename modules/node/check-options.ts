import { Model } from "../access/model.js";
import { checkOctets, checkOptions, type OptionKinds, valueText } from "../base/check.js";
import { frozen } from "../base/frozen.js";
import type { Host } from "../host/host.js";
import { isUnicast } from "../network/address.js";
import { checkSettings } from "../network/settings.js";
import { capabilitiesPdu, deviceCapabilities } from "../provisioning/device-options.js";
import type { NodeOptions } from "./node-options.js";

/** Required properties of a host; a manifest of `hosts/` brings the modules that provide them. */
const parts = frozen(["clock", "crypto", "radio", "random", "store"]);

/** The options of a Node. */
const kinds: OptionKinds = frozen({
  host: "object",
  uuid: "octets",
  uuidPrefix: "octets",
  companyId: 0xffff,
  productId: 0xffff,
  versionId: 0xffff,
  elements: "array",
  profiles: "array",
  relay: "boolean",
  settings: "object",
  limits: "object",
  sarTransmitter: "object",
  sarReceiver: "object",
  peers: "array",
  provisioning: "object",
  oobInformation: 0xffff,
  remoteDeviceKeys: "object",
  onAttention: "function",
  onProvisioned: "function",
  onReset: "function",
  provisionable: "boolean",
  algorithms: "array",
  staticOob: "octets",
  onlyAuthenticated: "boolean",
  outputOob: "object",
  inputOob: "object",
  oobPrivateKey: "octets",
});
const required = frozen(["companyId", "elements"]);
const elementKinds: OptionKinds = frozen({ location: 0xffff, models: "array" });
const elementRequired = frozen(["models"]);

/** Throws Error for a host that lacks a part. */
export function checkHost(host: NodeOptions["host"] | undefined): void {
  for (const part of parts)
    if (!host?.[part as keyof Host])
      throw new Error(
        `host.${part}: there is none; under Moddable include hosts/manifest.json, whose main module gives the firmware its host`,
      );
}

/** Throws RangeError, TypeError or Error naming the option that is wrong. */
export function checkNodeOptions(options: NodeOptions): void {
  checkOptions("Node", options, kinds, required);
  const { elements, host, peers = [], settings, uuid, uuidPrefix } = options;
  checkHost(host);
  if (uuid) checkOctets("uuid", uuid, 16);
  if (uuidPrefix && uuidPrefix.length > 6)
    throw new RangeError(`uuidPrefix: ${uuidPrefix.length} octets where 6 at most are possible`);
  if (settings) checkSettings(settings);
  for (const peer of peers)
    if (!isUnicast(peer))
      throw new RangeError(`peers: ${valueText(peer)} is no unicast address, from 1 to 32767`);
  if (elements.length < 1 || elements.length > 255)
    throw new RangeError(`elements: ${elements.length} where 1..255 are possible`);
  for (const element of elements) checkElement(element);
  // Whether it is on a network or not: it may leave that.
  const capabilities = deviceCapabilities(options, elements.length);
  if (Object.keys(capabilities).length > 1) capabilitiesPdu(capabilities);
}

function checkElement(element: NodeOptions["elements"][number]): void {
  checkOptions("an item of elements", element, elementKinds, elementRequired);
  for (const model of element.models)
    if (!(model instanceof Model))
      throw new TypeError(
        `models of elements: ${valueText(model)} is no Model; create one of each with new`,
      );
}
