import test from "ava";
import type { ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
    onEvent: (event) => {
      events.push(event);
      if (event.type === "open") simulator = startFakeSimulator("kitchen", event.port, directory);
      if (event.type === "on" || event.type === "failed") end();
    },
  });
  await air.run(ended);
  simulator?.kill("SIGKILL");
  t.deepEqual(
    events.map(({ type }) => type),
    ["open", "joined", "found", "provisioned", "configured", "on"],
  );
  t.like(events[1], { name: "kitchen" });
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
