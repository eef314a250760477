import type { Values } from "../../access/field.js";
import { group, list, octets, uint16, uint8, unsigned } from "../../access/fields.js";
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
export const NodeRecordAcknowledgment = message(
  "Node Record Acknowledgment",
  vendorOpcode(0x33, companyId),
  {
    number: uint8,
  },
);
/**
 * `number`: distinguishes the acknowledgment of a report from an earlier one. A report without
 * records is a query: the answer has the number of the last report that was received, or a
 * number that differs from the query's if there was none.
 */
export const NodeRecordReport = message(
  "Node Record Report",
  vendorOpcode(0x32, companyId),
  { number: uint8, records: list(group(record)) },
  NodeRecordAcknowledgment,
);
