import { fileURLToPath } from "node:url";
import { Board, type BoardProgram } from "../../../hosts/board/board.js";
import { MachineFailedError } from "../../../hosts/xs/engine.js";
import { board } from "../../support/board.js";
import { peerTest } from "../../support/peer.js";
import { TestOuterHost } from "../xs/outer-host.js";

function firmware(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function boot(program: BoardProgram) {
  const host = new TestOuterHost();
  return { host, machine: program.boot({ host, name: "board", random: "host" }) };
}

peerTest([board], "a stray write to the frozen root ends the run and says where", async (t) => {
  const program = await Board.load({ entry: firmware("firmware/stray.ts") });
  const { host, machine } = boot(program);
  t.is(machine.failure, undefined);
  host.receiver!(Uint8Array.of(1, 2, 3), -40);
  t.is(machine.failure?.kind, "trap");
  t.regex(machine.failure!.message, /store access fault at 0x80[89a-f]\w{5}, in the frozen root/);
  t.throws(() => machine.call("state"), { instanceOf: MachineFailedError });
  program.close();
});

peerTest([board], "instructions repeat exactly, and so does what is beside the heap", async (t) => {
  const program = await Board.load({ entry: firmware("../xs/firmware/probe.ts") });
  const runs = [0, 1, 2].map(() => {
    const { host, machine } = boot(program);
    machine.call("scan", true);
    for (let i = 0; i < 10; i++) host.receiver!(new Uint8Array(i), -i);
    machine.call("garbage", 2000);
    const result = { ...machine.heap(), ...machine.figures() };
    machine.close();
    return result;
  });
  t.deepEqual(runs[1], runs[0]);
  t.deepEqual(runs[2], runs[0]);
  t.true(runs[0]!.instructions > 1_000_000);
  t.true(runs[0]!.cStack > 1000 && runs[0]!.cStack < 8192);
  program.close();
});

peerTest([board], "what the host does costs the board nothing", async (t) => {
  const program = await Board.load({ entry: firmware("../xs/firmware/probe.ts") });
  const { machine } = boot(program);
  const cost = (name: string) => {
    const before = machine.heap().instructions;
    machine.call(name);
    return machine.heap().instructions - before;
  };
  // a question to the host is frames of a hundred octets there and back
  const [echo, now] = [cost("echo"), cost("now")];
  t.true(now < echo + 5000, `${now} and ${echo}`);
  program.close();
});

peerTest([board], "there is no parser on the board", async (t) => {
  const program = await Board.load({ entry: firmware("firmware/evaluate.ts") });
  const { machine } = boot(program);
  t.throws(() => machine.call("evaluate"), { name: "SyntaxError", message: /no parser/ });
  program.close();
});
