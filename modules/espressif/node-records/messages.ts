import { group, list, octets, uint16, uint8, unsigned, type Values } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { vendorModelId } from "../../access/model-id.js";
import { vendorOpcode } from "../../access/opcode.js";
import { frozen } from "../../base/frozen.js";

/**
 * What Espressif's messages cannot carry: the UUIDs and device keys of nodes that
 * a Temporary Provisioner took in. The company identifier is the one for no
 * company (Assigned Numbers); a node without these models works without them.
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
 * A node: unicast address of its primary element, elements, UUID and device key (16 octets
 * each). `rangeMin` to `rangeMax`: the addresses that it was given to hand out, of which it
 * may report nodes itself; 0 and 0 where it provisions nobody.
 */
export type NodeRecord = Values<typeof record>;

/** Octets of a record, */
export const recordLength = 39;
/** and records that one message carries: 351 octets, in 30 segments. */
export const maximumRecords = 9;

export const NodeRecordCollectorStatus = message(
  "Node Record Collector Status",
  vendorOpcode(0x31, companyId),
  {
    collector: uint16,
  },
);
/** Tells a node whom its records go to; its sender takes them where that one is not in reach. */
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
 * `number`: of the report, to tell its acknowledgement from an earlier one. A report
 * without records asks for the number of the last that arrived; where there was none
 * the answer is another one than that of the question.
 */
export const NodeRecordReport = message(
  "Node Record Report",
  vendorOpcode(0x32, companyId),
  { number: uint8, records: list(group(record)) },
  NodeRecordAcknowledgment,
);
