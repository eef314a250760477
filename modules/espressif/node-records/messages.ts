import type { Values } from "../../access/field.js";
import { group, list, octets, optional, uint16, uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { vendorModelId } from "../../access/model-id.js";
import { vendorOpcode } from "../../access/opcode.js";
import { frozen } from "../../base/frozen.js";

/**
 * Company identifier of the Node Record models: 0xFFFF, which stands for no company (Assigned
 * Numbers). The models carry the UUIDs and device keys of nodes, for which Espressif's messages
 * have no fields. They are optional.
 */
const companyId = 0xffff;

export const nodeRecordServerId = vendorModelId(companyId, 0x0010);
export const nodeRecordClientId = vendorModelId(companyId, 0x0011);

const record = frozen({
  address: unsigned(2, 0x0001, 0x7fff),
  elements: unsigned(1, 1, 255),
  rangeMin: unsigned(2, 0x0000, 0x7fff),
  rangeMax: unsigned(2, 0x0000, 0x7fff),
  uuid: octets(16),
  deviceKey: octets(16),
});

/**
 * A node: unicast address of its primary element, number of elements, UUID and device key (16
 * octets each). `rangeMin` to `rangeMax`: the addresses that it assigns as a provisioner, and of
 * which it reports nodes; 0 and 0 for a node that is none.
 */
export type NodeRecord = Values<typeof record>;

/** Length of a record in octets. */
export const recordLength = 39;
/** Maximum number of records in one message: 351 octets, 30 segments. */
export const maximumRecords = 9;

export const NodeRecordCollectorStatus = message(
  "Node Record Collector Status",
  vendorOpcode(0x31, companyId),
  {
    collector: uint16,
  },
);
/** Sets the collector of the records. The sender of the message forwards them if the collector is out of range. */
export const NodeRecordCollectorSet = message(
  "Node Record Collector Set",
  vendorOpcode(0x30, companyId),
  { collector: unsigned(2, 0x0001, 0x7fff) },
  NodeRecordCollectorStatus,
);
/** Milliseconds of one unit of `wait` in an acknowledgment. */
export const waitUnit = 100;
/**
 * `number`: that of the report. `wait`: how long the reporter shall wait and ask again before it
 * sends a report, in 100 ms; absent: it may send one now.
 */
export const NodeRecordAcknowledgment = message(
  "Node Record Acknowledgment",
  vendorOpcode(0x33, companyId),
  { number: uint8, wait: optional(uint8) },
);
/**
 * `number`: distinguishes the acknowledgment of a report from an earlier one. A report without
 * records is a query: the answer has the number of the last report that was received, or a
 * number that differs from the query's if there was none. It also asks whether a report may be sent.
 */
export const NodeRecordReport = message(
  "Node Record Report",
  vendorOpcode(0x32, companyId),
  { number: uint8, records: list(group(record)) },
  NodeRecordAcknowledgment,
);

/** Length of the start of a provisioner's public key in an Origin Status, octets. */
export const keyStartLength = 4;

const origin = frozen({
  elements: unsigned(1, 1, 255),
  uuid: octets(16),
  publicKey: octets(64),
  salt: octets(16),
  provisionerKeyStart: octets(keyStartLength),
});

/**
 * What a device key was made of: `elements`, UUID (16 octets), and of its provisioning its
 * own public key (64 octets, X || Y), the ProvisioningSalt (16 octets, Mesh Protocol 1.1 §5.4.2.5)
 * and the first 4 octets of its provisioner's public key. With the provisioner's private key the
 * device key is computed from it; without that it discloses nothing. Encrypted with an AppKey.
 */
export type NodeRecordOrigin = Values<typeof origin>;
export const NodeRecordOriginStatus = message(
  "Node Record Origin Status",
  vendorOpcode(0x35, companyId),
  origin,
);

/** Length of an Origin Get in octets, without its opcode. */
export const originGetLength = 6;
/** Length of an Origin Status in octets, without its opcode. With that it takes 9 segments. */
export const originLength = 101;

const originGet = frozen({
  low: unsigned(2, 0x0001, 0x7fff),
  high: unsigned(2, 0x0001, 0x7fff),
  window: uint16,
});

/**
 * Asks the nodes with a primary element address from `low` to `high` for their Origin Status. Each
 * answers once, after a random time of up to `window` milliseconds. With an AppKey, to all nodes.
 */
export const NodeRecordOriginGet = message(
  "Node Record Origin Get",
  vendorOpcode(0x34, companyId),
  originGet,
);
export type NodeRecordOriginRequest = Values<typeof originGet>;

/** Tells a node that its record is stored: it need not answer Origin Get any longer. With its device key. */
export const NodeRecordOriginKnown = message(
  "Node Record Origin Known",
  vendorOpcode(0x36, companyId),
  {},
);
