import test, { type ExecutionContext } from "ava";
import { SeededRandom } from "../../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../../hosts/node/virtual-clock.js";
import { VirtualAir } from "../../../../tools/air/air.js";
import { RealTime } from "../../../../tools/air/real-time.js";
import { HciServer } from "../../../../tools/hci/server.js";
import { LateProxy } from "./on-nimble/late-proxy.js";
import { RadioProcess, radioOnNimble } from "./on-nimble/program.js";

const nimble = process.env["NIMBLE"] || undefined;
const needs = "(needs NIMBLE: the folder of a checkout of Apache's mynewt-nimble)";
const run = nimble === undefined ? test.skip : test;

/** BLE_HS_ETIMEOUT_HCI and BLE_HS_ECONTROLLER. */
const noAnswer = 19;
const wrongAnswer = 12;

interface Rig {
  readonly radio: RadioProcess;
  readonly proxy: LateProxy;
  /** Data that another station heard of the radio's packets, their last octets. */
  readonly heard: number[];
  /** The other station sends, in so many events. */
  readonly send: (octet: number) => void;
}

/** Runs the radio on an air with one other station. */
async function withRadio(use: (rig: Rig) => Promise<void>): Promise<void> {
  const program = await radioOnNimble(nimble!);
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const server = await HciServer.listen({ air, port: 0, random: new SeededRandom("nimble") });
  const proxy = await LateProxy.listen(server.port);
  const other = air.attach({ name: "other", position: { x: 1, y: 0 } });
  const heard: number[] = [];
  other.scan((data) => heard.push(data[2]!));
  const radio = new RadioProcess(program, proxy.port);
  try {
    await new RealTime({ clock, scale: 1 }).during(() =>
      use({
        radio,
        proxy,
        heard,
        send: (octet) =>
          void other.advertise(Uint8Array.of(2, 0x2b, octet), 100, 20, () => undefined),
      }),
    );
  } finally {
    radio.kill();
    proxy.close();
    await server.close();
  }
}

function nimbleTest(title: string, use: (t: ExecutionContext, rig: Rig) => Promise<void>): void {
  run(nimble === undefined ? `${title} ${needs}` : title, async (t) =>
    withRadio((rig) => use(t, rig)),
  );
}
nimbleTest("Apache NimBLE: an answer behind, and a new port gets it in step", async (t, rig) => {
  const { radio, proxy, heard, send } = rig;
  radio.tell("scan 1", "advertise 1 a1 3");
  await radio.until("sent 1");
  send(0xb1);
  await radio.until("heard b1");
  proxy.answer("behind", "prompt");
  radio.tell("advertise 2 a2 3");
  const before = await radio.until("restarted 0");
  t.deepEqual(
    before.filter((line) => line.startsWith("reset")),
    [`reset 1 ${noAnswer}`, ...[2, 3, 4].map((inARow) => `reset ${inARow} ${wrongAnswer}`)],
  );
  // what was being sent is sent, scanning goes on
  await radio.until("sent 2");
  t.is(proxy.connections, 2);
  t.true(heard.includes(0xa2));
  send(0xb2);
  await radio.until("heard b2");
  radio.tell("advertise 3 a3 3");
  await radio.until("sent 3");
  await radio.until("recovered 4 0");
  radio.tell("counts");
  await radio.until("counts 4 0");
  radio.tell("close");
  await radio.until("closed");
  await radio.until("ended 0");
});

nimbleTest("Apache NimBLE: a controller that is silent, and comes back", async (t, rig) => {
  const { radio, proxy } = rig;
  proxy.answer("none");
  radio.tell("scan 1", "advertise 1 a1 3");
  const before = await radio.until("restarted 0");
  t.deepEqual(before.slice(0, 1), [`reset 1 ${noAnswer}`]);
  t.is(before.length, 4);
  await radio.until(`reset 5 ${noAnswer}`);
  proxy.answer("prompt");
  await radio.until("sent 1");
  radio.tell("close");
  await radio.until("ended 0");
});

nimbleTest("Apache NimBLE: closing while the controller is silent", async (t, rig) => {
  const { radio, proxy } = rig;
  radio.tell("scan 1", "advertise 1 a1 3");
  await radio.until("sent 1");
  proxy.answer("none");
  radio.tell("advertise 2 a2 3", "close");
  await radio.until("closed");
  await radio.until("ended 0");
  t.is(proxy.connections, 1);
});
