import test from "ava";
import { fileURLToPath } from "node:url";
import { Board, type BoardProgram } from "../../../hosts/board/board.js";
import { Engine, MachineFailedError } from "../../../hosts/xs/engine.js";
import type { Failure, Machine, Program } from "../../../hosts/xs/engine.js";
import { Engine32 } from "../../../hosts/xs/engine32.js";
import type { Program32 } from "../../../hosts/xs/engine32.js";
import { board } from "../../support/board.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";
import { TestOuterHost } from "./outer-host.js";

const entry = fileURLToPath(new URL("firmware/probe.ts", import.meta.url));

type AnyProgram = Program | Program32 | BoardProgram;

const byteCodes = { unit: "byte codes", budget: 1_000_000 };

for (const { name, peers, load, unit, budget } of [
  { name: "in this process", peers: [], load: () => Engine.load({ entry }), ...byteCodes },
  { name: "32 bits", peers: [engine32], load: () => Engine32.load({ entry }), ...byteCodes },
  {
    name: "on the board",
    peers: [board],
    load: () => Board.load({ entry, lines: true }),
    unit: "instructions",
    budget: 50_000_000,
  },
]) {
  let program: AnyProgram;

  function boot(host = new TestOuterHost()): { machine: Machine; host: TestOuterHost } {
    return { machine: program.boot({ host }), host };
  }

  if (peers.every(({ missing }) => missing === undefined)) {
    test.before(async () => {
      program = await load();
    });

    test.after.always(() => program.close());
  }

  peerTest(peers, `${name}: questions and answers are JSON`, (t) => {
    const { machine } = boot();
    const value = { list: [1, "é€😀", null, true], nested: { x: -0.5 } };
    t.deepEqual(machine.call("echo", value), value);
    t.is(machine.call("echo"), null);
    t.throws(() => machine.call("nothing of the kind"), { name: "TypeError" });
    t.is(machine.failure, undefined);
    machine.close();
    t.throws(() => machine.call("echo"), { message: /closed/ });
  });

  peerTest(peers, `${name}: the clock is the host's`, (t) => {
    const { machine, host } = boot();
    t.is(machine.call("now"), 1000);
    machine.call("later", 20.5);
    machine.call("later", 5);
    machine.call("cancelled");
    host.clock.advanceTo(1100);
    t.deepEqual(machine.call("log"), ["later 1005", "later 1020.5"]);
    machine.call("later", 5);
    machine.close();
    t.is(host.clock.pending, 0);
  });

  peerTest(peers, `${name}: the radio is the host's`, (t) => {
    const { machine, host } = boot();
    machine.call("scan", true);
    const receiver = host.receiver!;
    receiver(new Uint8Array([2, 0x2a, 7]), -40);
    receiver(new Uint8Array(31).fill(9), -90);
    receiver(new Uint8Array(0), 3);
    receiver(new Uint8Array([1, 5]), -50, 3, 0xfedc_ba98_7654);
    t.deepEqual(machine.call("heard"), [
      "2,42,7 -40 3",
      `${Array.from({ length: 31 }, () => 9).join(",")} -90 31`,
      " 3 0",
      `1,5 -50 2 3 ${0xfedc_ba98_7654}`,
    ]);
    t.throws(() => receiver(new Uint8Array(32), 0), { instanceOf: RangeError });
    machine.call("scan", false);
    t.is(host.receiver, undefined);
    machine.call("advertise", [1, 2, 3]);
    t.like(host.sent[0], { data: [1, 2, 3], events: 3, interval: 20 });
    t.deepEqual(machine.call("log"), []);
    host.sent[0]!.done();
    t.deepEqual(machine.call("log"), ["sent"]);
    machine.call("advertise", [4]);
    machine.close();
    t.deepEqual(host.stopped, [2]);
  });

  peerTest(peers, `${name}: the store is the host's`, (t) => {
    const { machine, host } = boot();
    machine.call("write", ["key.1", [1, 2, 3]]);
    machine.call("write", ["empty", []]);
    t.deepEqual(host.records.get("key.1"), new Uint8Array([1, 2, 3]));
    t.deepEqual(machine.call("read", "key.1"), [1, 2, 3]);
    t.deepEqual(machine.call("read", "empty"), []);
    t.is(machine.call("read", "none"), undefined);
    t.deepEqual(machine.call("keys"), ["key.1", "empty"]);
    machine.call("delete", "key.1");
    t.deepEqual([...host.records.keys()], ["empty"]);
    machine.close();
  });

  peerTest(peers, `${name}: what the host throws is thrown inside`, (t) => {
    const { machine } = boot();
    t.is(machine.call("caught"), "Error: the medium failed");
    t.throws(() => machine.call("advertiseTooOften"), { name: "RangeError", message: /20 ms/ });
    t.throws(() => machine.call("writeTooMuch"), { name: "RangeError", message: /17000/ });
    t.is(machine.failure, undefined);
    machine.close();
  });

  peerTest(peers, `${name}: trace events come out, if anybody listens`, (t) => {
    const { machine, host } = boot();
    machine.call("trace");
    t.deepEqual(host.traced, [{ type: "store.failure", key: 'a"b', message: "line\nfeed é" }]);
    t.true(machine.call("traced"));
    machine.close();
    const { clock, radio, store, random } = host;
    const quiet = program.boot({ host: { clock, radio, store, random } });
    t.false(quiet.call("traced"));
    quiet.close();
  });

  peerTest(peers, `${name}: random octets come from the system or from the host`, (t) => {
    const { machine, host } = boot();
    t.notDeepEqual(machine.call("random", 16), machine.call("random", 16));
    machine.close();
    const seeded = program.boot({ host, random: "host" });
    t.deepEqual(seeded.call("random", 4), [0, 3, 6, 9]);
    seeded.close();
  });

  peerTest(peers, `${name}: promise jobs run before control returns`, (t) => {
    const { machine } = boot();
    machine.call("promise");
    t.deepEqual(machine.call("log"), ["job"]);
    machine.close();
  });

  peerTest(peers, `${name}: a machine does not see what another changes`, (t) => {
    const [one, other] = [boot().machine, boot().machine];
    t.deepEqual(one.call("count"), [1, 4]);
    t.deepEqual(one.call("count"), [2, 5]);
    t.deepEqual(other.call("count"), [1, 4]);
    t.throws(() => one.call("changeShared"), { name: "TypeError" });
    one.close();
    other.close();
  });

  // what interrupts the board sees the frames as they were when the engine last wrote them down
  const failures: [command: string, kind: Failure["kind"], message: RegExp, place: RegExp][] = [
    [
      "loop",
      "metering",
      new RegExp(`ran for more than \\d+ ${unit}`),
      unit === "instructions" ? /call \(test/ : /loop \(test\/hosts\/xs\/firmware\/probe\.ts:\d+\)/,
    ],
    ["recurse", "stack", /stack overflow/, /recurse \(test\/hosts\/xs\/firmware\/probe\.ts:\d+\)/],
    ["fillSlots", "heap", /4927 of 4927 slots/, /fillSlots \(test.*probe\.ts:\d+\)/],
    [
      "fillChunks",
      "heap",
      /bytes of chunks in use( \(words of 64 bits; a chip with 32 bits has 78848 bytes\))?$/,
      /fillChunks \(test.*probe\.ts:\d+\)/,
    ],
    ["reject", "rejection", /^Error: rejected on purpose/, /reject \(test.*probe\.ts:\d+\)/],
  ];
  for (const [command, kind, message, place] of failures)
    peerTest(peers, `${name}: failure: ${command}`, (t) => {
      const neighbour = boot().machine;
      const seen: Failure[] = [];
      const host = new TestOuterHost();
      const machine = program.boot({
        host,
        name: "sick",
        creation: { budget },
        onFailure: (failure) => seen.push(failure),
      });
      machine.call("scan", true);
      machine.call("later", 5);
      const error = t.throws(() => machine.call(command), { instanceOf: MachineFailedError });
      const { failure } = error;
      t.deepEqual(seen, [failure]);
      t.is(machine.failure, failure);
      t.is(failure.kind, kind);
      t.regex(failure.message, message);
      t.regex(failure.stack, place);
      t.is(host.receiver, undefined);
      t.is(host.clock.pending, 0);
      t.true(machine.heap().slots > 0);
      t.throws(() => machine.call("echo"), { instanceOf: MachineFailedError });
      machine.close();
      t.is(neighbour.call("echo", 5), 5);
      neighbour.close();
    });

  peerTest(peers, `${name}: failure: what a timer or a receiver throws`, (t) => {
    for (const command of ["throwLater", "throwOnPacket"]) {
      const { machine, host } = boot();
      machine.call(command);
      host.clock.advanceTo(2000);
      host.receiver?.(new Uint8Array(3), 0);
      t.like(machine.failure, { kind: "exception", message: "RangeError: thrown on purpose" });
      t.regex(machine.failure!.stack, /probe\.ts:\d+/);
      machine.close();
    }
  });

  peerTest(peers, `${name}: the heap is of the size asked for, and does not grow`, (t) => {
    const { machine } = boot();
    const before = machine.heap({ collect: true });
    t.is(before.slotsSize, 4_927);
    t.is(before.stackSize, 512);
    t.is(before.chunksSize, name === "in this process" ? 157_696 : 78_848);
    t.is(before.slotBytes, name === "in this process" ? 32 : 16);
    t.true(before.slots < 1000 && before.slots <= before.slotsPeak);
    t.true(before.stackPeak > 20 && before.stackPeak < 300);
    t.is(machine.call("garbage", 10_000), 1_000_000);
    const after = machine.heap({ collect: true });
    t.is(after.slots, before.slots);
    t.true(after.slotsPeak > 4_000);
    t.true(after.instructions > before.instructions + 10_000);
    machine.close();
  });

  peerTest(peers, `${name}: the same events cost the same instructions`, (t) => {
    const counts = [0, 1].map(() => {
      const { machine, host } = boot();
      machine.call("scan", true);
      for (let i = 0; i < 10; i++) host.receiver!(new Uint8Array(i), -i);
      const { instructions } = machine.heap();
      machine.close();
      return instructions;
    });
    t.is(counts[0], counts[1]);
  });
}
