import test from "ava";
import { UnknownCommands } from "../../../tools/hci/unknown-commands.js";

test("each command is told of once, and counted", (t) => {
  const told: number[] = [];
  const commands = new UnknownCommands((opcode) => told.push(opcode));
  for (const opcode of [0x200d, 0xfc09, 0x200d, 0x200d]) commands.add(opcode);
  t.deepEqual(told, [0x200d, 0xfc09]);
  t.deepEqual(commands.all, [
    { opcode: 0x200d, count: 3 },
    { opcode: 0xfc09, count: 1 },
  ]);
});

test("a host that floods its controller with commands is counted up to 256 of them, and floods no terminal", (t) => {
  const told: number[] = [];
  const commands = new UnknownCommands((opcode) => told.push(opcode));
  for (let opcode = 0; opcode <= 0xffff; opcode++) commands.add(opcode);
  t.is(told.length, 32);
  t.is(commands.all.length, 256);
  commands.add(255);
  commands.add(256);
  t.deepEqual(commands.all.at(-1), { opcode: 255, count: 2 });
});
