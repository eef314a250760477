// The messages of Mesh Protocol 1.1 §4.3.4.
import type { Field } from "../../access/field.js";
import { octets, optional, remainder, uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";

export const remoteProvisioningServerId = 0x0004;
export const remoteProvisioningClientId = 0x0005;

const uuid = octets(16);

const int8 = unsigned(1);

/** dBm, -128..127; 127: not known. */
const rssi: Field<number> = frozen({
  minimum: 1,
  read: (reader) => (reader.number(1) << 24) >> 24,
  write: (writer, value, name) => int8.write(writer, value & 0xff, name),
});

/** OOB information: the bits of the beacon, here in little-endian order. */
const oobInformation = unsigned(2);

const scanState = frozen({
  status: uint8,
  state: unsigned(1, 0, 2),
  itemsLimit: uint8,
  timeout: uint8,
});

export const ScanCapabilitiesStatus = message(
  "Remote Provisioning Scan Capabilities Status",
  0x8050,
  {
    maximumItems: uint8,
    activeScan: unsigned(1, 0, 1),
  },
);
export const ScanCapabilitiesGet = message(
  "Remote Provisioning Scan Capabilities Get",
  0x804f,
  {},
  ScanCapabilitiesStatus,
);

export const ScanStatus = message("Remote Provisioning Scan Status", 0x8054, scanState);
export const ScanGet = message("Remote Provisioning Scan Get", 0x8051, {}, ScanStatus);
/** `itemsLimit` 0: as many as the server can; `timeout` in seconds. */
export const ScanStart = message(
  "Remote Provisioning Scan Start",
  0x8052,
  { itemsLimit: uint8, timeout: unsigned(1, 1, 0xff), uuid: optional(uuid) },
  ScanStatus,
);
export const ScanStop = message("Remote Provisioning Scan Stop", 0x8053, {}, ScanStatus);
export const ScanReport = message("Remote Provisioning Scan Report", 0x8055, {
  rssi,
  uuid,
  oobInformation,
  uriHash: optional(octets(4)),
});

const count = unsigned(1, 1, 16);

/** The AD types that an extended scan asks for: a count of 1..16, and each. */
const adTypes: Field<Uint8Array> = frozen({
  minimum: 2,
  read(reader) {
    const count = reader.number(1);
    if (count < 1 || count > 16) reader.ok = false;
    return reader.take(count);
  },
  write(writer, value, name) {
    count.write(writer, value.length, `${name}.length`);
    writer.put(value);
  },
});

const seconds = unsigned(1, 1, 21);

/** A device and the seconds for which it is looked for: both, or neither. */
const sought: Field<{ readonly uuid: Uint8Array; readonly timeout: number } | undefined> = frozen({
  minimum: 0,
  read(reader) {
    if (reader.remaining === 0) return undefined;
    return { uuid: uuid.read(reader), timeout: seconds.read(reader) };
  },
  write(writer, value, name) {
    if (!value) return;
    uuid.write(writer, value.uuid, `${name}.uuid`);
    seconds.write(writer, value.timeout, `${name}.timeout`);
  },
});

export const ExtendedScanStart = message("Remote Provisioning Extended Scan Start", 0x8056, {
  adTypes,
  device: sought,
});
export const ExtendedScanReport = message("Remote Provisioning Extended Scan Report", 0x8057, {
  status: uint8,
  uuid,
  oobInformation: optional(oobInformation),
  adStructures: remainder,
});

export const LinkStatus = message("Remote Provisioning Link Status", 0x805b, {
  status: uint8,
  state: unsigned(1, 0, 4),
});
export const LinkGet = message("Remote Provisioning Link Get", 0x8058, {}, LinkStatus);

/** What a link is opened to: a device, with the seconds it may take, or the server's own node. */
export type LinkTarget =
  | { readonly uuid: Uint8Array; readonly timeout: number | undefined }
  | { readonly refresh: number };

const refresh = unsigned(1, 0, 2);
const linkTimeout = optional(unsigned(1, 1, 60));

const linkTarget: Field<LinkTarget> = frozen({
  minimum: 1,
  read(reader) {
    if (reader.remaining === 1) return { refresh: refresh.read(reader) };
    const device = uuid.read(reader);
    return { uuid: device, timeout: linkTimeout.read(reader) };
  },
  write(writer, value, name) {
    if ("refresh" in value) return refresh.write(writer, value.refresh, `${name}.refresh`);
    uuid.write(writer, value.uuid, `${name}.uuid`);
    linkTimeout.write(writer, value.timeout, `${name}.timeout`);
  },
});

export const LinkOpen = message(
  "Remote Provisioning Link Open",
  0x8059,
  { target: linkTarget },
  LinkStatus,
);
/** `reason`: 0 success, 2 fail. */
export const LinkClose = message(
  "Remote Provisioning Link Close",
  0x805a,
  { reason: uint8 },
  LinkStatus,
);
export const LinkReport = message("Remote Provisioning Link Report", 0x805c, {
  status: uint8,
  state: unsigned(1, 0, 4),
  reason: optional(uint8),
});

export const PduSend = message("Remote Provisioning PDU Send", 0x805d, {
  number: uint8,
  pdu: remainder,
});
export const PduOutboundReport = message("Remote Provisioning PDU Outbound Report", 0x805e, {
  number: uint8,
});
export const PduReport = message("Remote Provisioning PDU Report", 0x805f, {
  number: uint8,
  pdu: remainder,
});
