import { list, uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";

/** Identifier of the Health Server model. */
export const healthServerId = 0x0002;
/** Identifier of the Health Client model. */
export const healthClientId = 0x0003;

/** Some list fault 0, which stands for none. Mesh Protocol 1.1 §4.2.15.1. */
const faultStatus = frozen({ testId: uint8, companyId: unsigned(2), faults: list(uint8) });

export const HealthCurrentStatus = message("Health Current Status", 0x04, faultStatus);

export const HealthFaultStatus = message("Health Fault Status", 0x05, faultStatus);
const company = frozen({ companyId: unsigned(2) });
export const HealthFaultGet = message("Health Fault Get", 0x8031, company, HealthFaultStatus);
export const HealthFaultClear = message("Health Fault Clear", 0x802f, company, HealthFaultStatus);
export const HealthFaultClearUnacknowledged = message(
  "Health Fault Clear Unacknowledged",
  0x8030,
  company,
);
const test = frozen({ testId: uint8, companyId: unsigned(2) });
export const HealthFaultTest = message("Health Fault Test", 0x8032, test, HealthFaultStatus);
export const HealthFaultTestUnacknowledged = message(
  "Health Fault Test Unacknowledged",
  0x8033,
  test,
);

/** Health Fast Period Divisor: while there are faults the publish period is divided by 2^n. §4.2.16 */
const divisor = frozen({ divisor: unsigned(1, 0, 15) });
export const HealthPeriodStatus = message("Health Period Status", 0x8037, divisor);
export const HealthPeriodGet = message("Health Period Get", 0x8034, {}, HealthPeriodStatus);
export const HealthPeriodSet = message("Health Period Set", 0x8035, divisor, HealthPeriodStatus);
export const HealthPeriodSetUnacknowledged = message(
  "Health Period Set Unacknowledged",
  0x8036,
  divisor,
);

/** Seconds that the element still attracts attention. §4.2.10 */
const attention = frozen({ seconds: uint8 });
export const AttentionStatus = message("Attention Status", 0x8007, attention);
export const AttentionGet = message("Attention Get", 0x8004, {}, AttentionStatus);
export const AttentionSet = message("Attention Set", 0x8005, attention, AttentionStatus);
export const AttentionSetUnacknowledged = message(
  "Attention Set Unacknowledged",
  0x8006,
  attention,
);

/** What a server answers with, or publishes. */
export const healthAnswers = frozen([HealthFaultStatus, HealthPeriodStatus, AttentionStatus]);
