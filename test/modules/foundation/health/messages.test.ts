import * as messages from "../../../../modules/foundation/health/messages.js";
import { codecTests, sample } from "../../../support/codec.js";

const m = messages;

codecTests(
  messages,
  [
    sample(m.HealthCurrentStatus, { testId: 1, companyId: 0x1234, faults: [] }, "04 01 3412"),
    sample(m.HealthCurrentStatus, { testId: 0, companyId: 2, faults: [7, 255] }, "04 00 0200 07ff"),
    sample(m.HealthFaultStatus, { testId: 3, companyId: 0xffff, faults: [1] }, "05 03 ffff 01"),
    sample(m.HealthFaultGet, { companyId: 0x1234 }, "8031 3412"),
    sample(m.HealthFaultClear, { companyId: 0x1234 }, "802f 3412"),
    sample(m.HealthFaultClearUnacknowledged, { companyId: 0x1234 }, "8030 3412"),
    sample(m.HealthFaultTest, { testId: 9, companyId: 0x1234 }, "8032 09 3412"),
    sample(m.HealthFaultTestUnacknowledged, { testId: 9, companyId: 0x1234 }, "8033 09 3412"),
    sample(m.HealthPeriodGet, {}, "8034"),
    sample(m.HealthPeriodSet, { divisor: 15 }, "8035 0f"),
    sample(m.HealthPeriodSetUnacknowledged, { divisor: 1 }, "8036 01"),
    sample(m.HealthPeriodStatus, { divisor: 0 }, "8037 00"),
    sample(m.AttentionGet, {}, "8004"),
    sample(m.AttentionSet, { seconds: 255 }, "8005 ff"),
    sample(m.AttentionSetUnacknowledged, { seconds: 0 }, "8006 00"),
    sample(m.AttentionStatus, { seconds: 10 }, "8007 0a"),
  ],
  [
    [m.HealthPeriodSet, "8035 10"],
    [m.HealthPeriodSetUnacknowledged, "8036 ff"],
    [m.HealthFaultGet, "8031 341200"],
    [m.HealthFaultTest, "8032 3412"],
    [m.AttentionSet, "8005 0100"],
  ],
);
