import { development } from "../base/development.js";
import { frozen } from "../base/frozen.js";
import { isUnicast } from "../network/address.js";
import { checkSettings } from "../network/settings.js";
import { checkBearers } from "../provisioning/bearer-options.js";
import { capabilitiesPdu, deviceCapabilities } from "../provisioning/device-options.js";
import type { NodeOptions } from "./node-options.js";

/** Required properties of a host; a manifest of `hosts/` brings the modules that provide them. */
const parts = frozen(["clock", "crypto", "radio", "random", "store"]);

/** Throws RangeError or Error naming the option that is wrong. */
export function checkNodeOptions(options: NodeOptions): void {
  development.options?.("Node", options);
  const {
    companyId,
    elements,
    host,
    peers = [],
    productId = 0,
    provisioning = {},
    settings = {},
    uuid,
    uuidPrefix,
    versionId = 0,
  } = options;
  for (const part of parts)
    if (!(host as Partial<NodeOptions["host"]> | undefined)?.[part])
      throw new Error(
        `host.${part}: there is none; under Moddable include hosts/manifest.json, whose main module gives the firmware its host`,
      );
  if (uuid && uuid.length !== 16)
    throw new RangeError(`uuid: ${uuid.length} octets where 16 are needed`);
  if (uuidPrefix && uuidPrefix.length > 6)
    throw new RangeError(`uuidPrefix: ${uuidPrefix.length} octets where 6 at most are possible`);
  for (const [name, value] of Object.entries({ companyId, productId, versionId }))
    if (!Number.isInteger(value) || value < 0 || value > 0xffff)
      throw new RangeError(`${name}: ${value} is not a whole number from 0 to 65535`);
  checkSettings(settings);
  checkBearers(provisioning, host.radio.gatt);
  for (const peer of peers)
    if (!isUnicast(peer))
      throw new RangeError(`peers: ${peer} is no unicast address, from 1 to 32767`);
  if (elements.length < 1 || elements.length > 255)
    throw new RangeError(`elements: ${elements.length} where 1..255 are possible`);
  // Whether it is on a network or not: it may leave that.
  const capabilities = deviceCapabilities(options, elements.length);
  if (Object.keys(capabilities).length > 1) capabilitiesPdu(capabilities);
}
