import test from "ava";
import * as messages from "../../../../modules/foundation/solicitation-pdu-rpl/messages.js";
import { codecTests, sample } from "../../../support/codec.js";

const {
  SolicitationPduRplItemsClear: Clear,
  SolicitationPduRplItemsClearUnacknowledged: Unacknowledged,
  SolicitationPduRplItemsStatus: Status,
} = messages;

codecTests(
  messages,
  [
    sample(Clear, { range: { address: 1, count: 1 } }, "8078 0200"),
    sample(Clear, { range: { address: 0x0100, count: 2 } }, "8078 0102 02"),
    sample(Clear, { range: { address: 0x7f01, count: 255 } }, "8078 03fe ff"),
    sample(Unacknowledged, { range: { address: 0x7fff, count: 1 } }, "8079 feff"),
    sample(Status, { range: { address: 0x0007, count: 3 } }, "807a 0f00 03"),
  ],
  [
    [Clear, "8078"],
    [Clear, "8078 02"],
    // the unassigned address
    [Clear, "8078 0000"],
    [Clear, "8078 0100 02"],
    // a length that is said to be present, and is not; one that is prohibited
    [Clear, "8078 0300"],
    [Clear, "8078 0300 00"],
    [Clear, "8078 0300 01"],
    // a length that is said to be absent
    [Clear, "8078 0200 02"],
    [Clear, "8078 0300 0200"],
    // an end above 7fff
    [Clear, "8078 ffff 02"],
    [Clear, "8078 05fe ff"],
  ],
);

for (const [range, message] of [
  [{ address: 0, count: 1 }, "range.address: 0 is not a unicast address, 1 to 32767"],
  [{ address: 0x8000, count: 1 }, "range.address: 32768 is not a unicast address, 1 to 32767"],
  [{ address: 1.5, count: 1 }, "range.address: 1.5 is not a unicast address, 1 to 32767"],
  [{ address: 1, count: 0 }, "range.count: 0 is not a whole number from 1 to 255"],
  [{ address: 1, count: 256 }, "range.count: 256 is not a whole number from 1 to 255"],
  [
    { address: 0x7fff, count: 2 },
    "range.count: 2 addresses from 32767 on end above the last one, 32767",
  ],
] as const)
  test(`the range ${JSON.stringify(range)} cannot be sent`, (t) => {
    t.throws(() => Clear.encode({ range }), { name: "FieldError", message });
  });
