// An air whose capture has what a Bluetooth controller hears: here one of another air.
import test from "ava";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "../../../modules/base/bytes.js";
import { readPcapng } from "../../../tools/capture/read-pcapng.js";
import { decodeAdvertisingReport } from "../../../tools/hci/events.js";
import { eventText, type TimedEvent } from "../../../tools/live/events.js";
import { LiveAir } from "../../../tools/live/live-air.js";
import { runPageOf } from "../../../tools/report/write-report.js";
import { lightFirmware } from "../../../tools/simulate/light.js";
import { hciAir, lightOn } from "../../support/hci-air.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const common = { seed: "1", air: "ideal", firmware: lightFirmware, provisioner: "none" } as const;

test("what the controller hears is in the capture and on the page, beside the air's own", async (t) => {
  const heardAir = await hciAir(t);
  const { uuid } = await lightOn(t, heardAir, ["pb-adv"]);
  const capture = join(temporaryFolder(t), "joined.pcapng");
  const events: TimedEvent[] = [];
  const air = new LiveAir({
    ...common,
    nodes: 1,
    join: heardAir.spec,
    capture,
    onEvent: (event) => events.push(event),
  });
  const heardFrom = heardAir.clock.now();
  const passed = async (): Promise<void> => {
    while (air.clock.now() < 4000 || heardAir.clock.now() < heardFrom + 4000)
      await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const report = await air.run(passed());
  t.deepEqual(
    events.map(({ type }) => type),
    ["hears", "joined"],
  );
  t.regex(eventText(events[0]!), /the real air is heard by tcp:127\.0\.0\.1:\d+, for the capture$/);
  const packets = readPcapng(readFileSync(capture)).packets.map(({ data }) =>
    decodeAdvertisingReport(data.slice(4))!,
  );
  const heard = packets.filter(({ data }) => toHex(data).includes(uuid));
  t.is(heard.length, report.heard);
  t.true(report.heard > 0 && report.events > 0);
  t.is(packets.length, report.heard + report.events);
  t.true(heard.every(({ address, random, rssi }) => address > 2 ** 47 && random && rssi < 0));
  t.true(runPageOf(capture, undefined).includes(uuid));
});

test("a controller that cannot be reached ends it, with what is wrong", async (t) => {
  const capture = join(temporaryFolder(t), "none.pcapng");
  const options = { ...common, nodes: 0, capture, onEvent: () => undefined };
  const air = new LiveAir({ ...options, join: "tcp:127.0.0.1:1" });
  await t.throwsAsync(air.run(Promise.resolve()), { message: /127\.0\.0\.1:1/ });
});
