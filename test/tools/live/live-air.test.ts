import test from "ava";
import type { ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandName } from "../../../tools/hci/command-names.js";
import { eventText, type TimedEvent } from "../../../tools/live/events.js";
import { LiveAir } from "../../../tools/live/live-air.js";
import { lightFirmware } from "../../../tools/simulate/light.js";
import { startFakeSimulator } from "../../support/fake-sdk.js";

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-live-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

const common = { seed: "1", air: "ideal", firmware: lightFirmware } as const;

test("our provisioner takes in what beacons, until the air ends", async (t) => {
  const events: TimedEvent[] = [];
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const air = new LiveAir({
    ...common,
    nodes: 2,
    provisioner: "own",
    hci: 0,
    capture: join(directory, "live.pcapng"),
    onEvent: (event) => {
      events.push(event);
      if (events.filter(({ type }) => type === "on").length === 2) end();
    },
  });
  const report = await air.run(ended);
  const count = (type: string) => events.filter((event) => event.type === type).length;
  t.deepEqual(
    ["joined", "open", "found", "provisioned", "configured", "on", "failed"].map(count),
    [2, 1, 2, 2, 2, 2, 0],
  );
  t.true(report.events > 0);
  t.true(existsSync(report.capture!) && existsSync(report.keys!));
});

test("a simulator joins under its name and is taken in", async (t) => {
  const events: TimedEvent[] = [];
  let simulator: ChildProcess | undefined;
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const air = new LiveAir({
    ...common,
    nodes: 0,
    provisioner: "own",
    simulators: 0,
    capture: join(directory, "simulator.pcapng"),
    onEvent: (event) => {
      events.push(event);
      if (event.type === "open") simulator = startFakeSimulator("kitchen", event.port, directory);
      // The event of its lamp may come after its status.
      const last = ["on", "lamp"].every((type) => events.some((told) => told.type === type));
      if (last || event.type === "failed") end();
    },
  });
  const report = await air.run(ended);
  simulator?.kill("SIGKILL");
  t.deepEqual(
    events.map(({ type }) => type).filter((type) => type !== "lamp"),
    ["open", "joined", "log", "found", "provisioned", "configured", "on"],
  );
  t.like(events[1], { name: "kitchen" });
  t.like(events[2], { type: "log", name: "kitchen", text: "kitchen starts" });
  const lamp = events.find(({ type }) => type === "lamp")!;
  t.like(lamp, { name: "kitchen", lamp: "lamp", on: true });
  t.regex(eventText(lamp), / kitchen: lamp on$/);
  const comments = readFileSync(report.capture!, "latin1");
  t.true(comments.includes("kitchen, info: kitchen starts"));
  t.true(comments.includes("kitchen, lamp lamp: on"));
  t.true(comments.includes('kitchen, event: {"type":"node.provisioned"'));
});

test("what makes no sense is told and ends nothing", async (t) => {
  const events: TimedEvent[] = [];
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const socket = createSocket("udp4");
  const air = new LiveAir({
    ...common,
    nodes: 0,
    provisioner: "own",
    simulators: 0,
    onEvent: (event) => {
      events.push(event);
      if (event.type === "open") {
        socket.send(Uint8Array.of(1), event.port, "127.0.0.1");
        // A simulator that sends what no radio does, and answers what nobody asked.
        for (const octets of [
          [0, 0x61],
          [1, 0, 200],
          [3, ...Buffer.from("null")],
        ])
          socket.send(Uint8Array.of(1, 2, 3, 4, ...octets), event.port, "127.0.0.1");
      }
      if (event.type === "refused" && event.reason === "they answer nothing") end();
    },
  });
  await air.run(ended);
  socket.close();
  t.deepEqual(
    events.map((event) => (event.type === "refused" ? event.reason : event.type)),
    ["open", "they have no form that simulators use", "joined", "they answer nothing"],
  );
});

test("a host over HCI has the advertising sets that were asked for, and what it asks in vain is told", async (t) => {
  for (const [advertisingSets, answer] of [
    [undefined, "040e05013b200005"],
    [2, "040e05013b200002"],
    [0, "040e04013b2001"],
  ] as const) {
    const events: TimedEvent[] = [];
    let end!: () => void;
    const ended = new Promise<void>((resolve) => (end = resolve));
    let received = "";
    const air = new LiveAir({
      ...common,
      nodes: 0,
      provisioner: "none",
      hci: 0,
      ...(advertisingSets !== undefined && { advertisingSets }),
      onEvent: (event) => {
        events.push(event);
        if (event.type === "left") end();
        if (event.type !== "open") return;
        const socket = connect(event.port, "127.0.0.1");
        // LE Read Number of Supported Advertising Sets, LE Set CIG Parameters
        socket.write(Uint8Array.of(1, 0x3b, 0x20, 0, 1, 0x62, 0x20, 0));
        socket.on("data", (chunk) => {
          received += chunk.toString("hex");
          if (received.endsWith("040e0401622001")) socket.end();
        });
      },
    });
    await air.run(ended);
    t.is(received, `${answer}040e0401622001`);
    const told = events.filter(({ type }) => type === "unknown-command");
    t.like(told.at(-1), { name: "host-1", opcode: 0x2062, command: "LE Set CIG Parameters" });
    t.is(told.length, advertisingSets === 0 ? 2 : 1);
    const left = events.at(-1) as { unknownCommands?: unknown };
    t.deepEqual(left.unknownCommands, [
      ...(advertisingSets === 0 ? [{ opcode: 0x203b, count: 1 }] : []),
      { opcode: 0x2062, count: 1 },
    ]);
  }
});

test("without a provisioner it only holds the air", async (t) => {
  const events: TimedEvent[] = [];
  const onEvent = (event: TimedEvent) => events.push(event);
  const air = new LiveAir({ ...common, nodes: 1, provisioner: "none", onEvent });
  const report = await air.run(new Promise((resolve) => setTimeout(resolve, 10)));
  t.deepEqual(
    events.map(({ type }) => type),
    ["joined"],
  );
  t.like(report, { capture: undefined, keys: undefined });
});

test("each event is a line for a person", (t) => {
  const time = 1234.5;
  for (const [event, line] of [
    [
      { type: "open", what: "hci", port: 4433 },
      "hosts join by HCI (H4) over TCP to 127.0.0.1:4433",
    ],
    [{ type: "joined", name: "host-1" }, "host-1 joined"],
    [{ type: "left", name: "host-1", reason: "gone" }, "host-1 left: gone"],
    [
      {
        type: "left",
        name: "host-1",
        reason: "gone",
        unknownCommands: [
          { opcode: 0x200d, count: 3 },
          { opcode: 0x0c23, count: 1 },
        ],
      },
      "host-1 left: gone; commands not known: 0x200d 3 times, 0x0c23 once",
    ],
    [
      {
        type: "left",
        name: "host-1",
        reason: "gone",
        unknownCommands: Array.from({ length: 10 }, (_, i) => ({ opcode: 0xfc00 + i, count: 1 })),
      },
      `host-1 left: gone; commands not known: ${[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `0xfc0${i} once`).join(", ")} and 2 others`,
    ],
    [
      { type: "unknown-command", name: "host-1", ...commandName(0x2043) },
      "host-1 sent a command that its controller does not know (status 01): LE Extended Create Connection: 0x2043, group 0x08 (LE Controller), command field 0x043",
    ],
    [{ type: "found", uuid: "00ff" }, "00ff beacons, unprovisioned"],
    [{ type: "provisioned", uuid: "00ff", address: 2 }, "00ff is node 0002"],
    [{ type: "configured", address: 2 }, "0002 is configured"],
    [{ type: "on", address: 0x1f }, "001f is on"],
    [
      { type: "refused", what: "hosts", reason: "there are too many", count: 4 },
      "4 hosts turned away so far: there are too many",
    ],
    [{ type: "failed", name: "00ff", message: "no answer" }, "00ff: no answer"],
  ] as const)
    t.is(eventText({ time, ...event }), `    1.234  ${line}`);
});
