import test from "ava";
import { commandName, commandText } from "../../../tools/hci/command-names.js";
import { Opcode } from "../../../tools/hci/opcodes.js";

for (const [opcode, name] of [
  [0x0c03, "Reset"],
  [0x1009, "Read BD_ADDR"],
  [0x2001, "LE Set Event Mask"],
  [0x2004, undefined],
  [0x200d, "LE Create Connection"],
  [0x2018, "LE Rand"],
  [0x201f, "LE Test End"],
  [0x202d, "LE Set Address Resolution Enable"],
  [0x2031, "LE Set Default PHY"],
  [0x2035, "LE Set Advertising Set Random Address"],
  [0x203d, "LE Clear Advertising Sets"],
  [0x2043, "LE Extended Create Connection"],
  [0x204e, "LE Set Privacy Mode"],
  [0x2059, "LE Set Periodic Advertising Receive Enable"],
  [0x2060, "LE Read Buffer Size [v2]"],
  [0x2064, "LE Create CIS"],
  [0x2074, "LE Set Host Feature"],
  [0x207f, "LE Set Extended Advertising Parameters [v2]"],
  [0x2086, "LE Set Periodic Advertising Parameters [v2]"],
  [0x2087, undefined],
  [0xfc09, undefined],
  [0x0000, undefined],
] as const)
  test(`the name of 0x${opcode.toString(16).padStart(4, "0")}`, (t) => {
    t.is(commandName(opcode).command, name);
  });

test("every command that the controller knows has a name", (t) => {
  for (const opcode of Object.values(Opcode)) t.truthy(commandName(opcode).command, String(opcode));
});

test("a command for a person: its name, opcode, group and command field", (t) => {
  t.is(
    commandText(0x200d),
    "LE Create Connection: 0x200d, group 0x08 (LE Controller), command field 0x00d",
  );
  t.is(commandText(0xfc09), "0xfc09, group 0x3f (vendor-specific), command field 0x009");
  t.is(commandText(0x5001), "0x5001, group 0x14, command field 0x001");
  for (let opcode = 0; opcode <= 0xffff; opcode++) {
    const { field, group } = commandName(opcode);
    if (group * 1024 + field !== opcode) t.fail(String(opcode));
  }
});
