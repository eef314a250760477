import test from "ava";
import { spawn } from "node:child_process";
import type { TimedEvent } from "../../tools/live/events.js";
import { LiveAir } from "../../tools/live/live-air.js";
import { lightFirmware } from "../../tools/simulate/light.js";

// The example `linux_blemesh` of Apache NimBLE's Linux port, built with its HCI over TCP
// (BLE_SOCK_TYPE linux_tcp): a program that takes the port as its one argument.
const program = process.env["NIMBLE_BLEMESH"];
const needs =
  "(needs NIMBLE_BLEMESH: the path of Apache NimBLE's linux_blemesh, built for HCI over TCP)";
const title = "Apache NimBLE's mesh joins over HCI, is provisioned, configured and switched on";
const run = program === undefined ? test.skip : test;

run(program === undefined ? `${title} ${needs}` : title, async (t) => {
  const events: TimedEvent[] = [];
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let stop = () => undefined as void;
  const air = new LiveAir({
    seed: "1",
    air: "kind",
    nodes: 0,
    firmware: lightFirmware,
    provisioner: "own",
    hci: 0,
    onEvent: (event) => {
      events.push(event);
      if (event.type === "open") {
        const host = spawn(program!, [String(event.port)], { stdio: "ignore" });
        host.once("close", end);
        stop = () => void host.kill("SIGKILL");
      }
      if (event.type === "on" || event.type === "failed") end();
    },
  });
  try {
    await air.run(ended);
  } finally {
    stop();
  }
  t.deepEqual(
    events.map(({ type }) => type).filter((type) => type !== "left" && type !== "unknown-command"),
    ["open", "joined", "found", "provisioned", "configured", "on"],
  );
});
