import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import type { EcdhKeyPair } from "../../../modules/host/crypto.js";
import {
  Algorithm,
  enteredAuthValue,
  kindOf,
  oobAuthValue,
  randomOobValue,
  staticAuthValue,
  type OobValue,
} from "../../../modules/provisioning/oob.js";
import type { Authentication } from "../../../modules/provisioning/provisioner-options.js";
import { Rig } from "../../support/provisioning.js";
import { runPromiseJobs } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

test("AuthValue: numbers at the end, characters and static values at the beginning", (t) => {
  const zeros = "00".repeat(16);
  t.is(toHex(oobAuthValue(Algorithm.cmac, 0x0102)), `${"00".repeat(14)}0102`);
  t.is(toHex(oobAuthValue(Algorithm.hmac, 99_999_999)), `${"00".repeat(28)}05f5e0ff`);
  t.is(toHex(oobAuthValue(Algorithm.cmac, "A1")), `4131${"00".repeat(14)}`);
  t.is(toHex(staticAuthValue(Algorithm.hmac, fromHex("0102"))), `0102${"00".repeat(30)}`);
  const long = Uint8Array.from({ length: 32 }, (_, i) => i);
  t.is(toHex(staticAuthValue(Algorithm.cmac, long)), toHex(long.slice(0, 16)));
  t.is(toHex(staticAuthValue(Algorithm.hmac, long)), toHex(long));
  t.is(toHex(staticAuthValue(Algorithm.hmac, long.slice(0, 16))).slice(32), zeros);
});

test("OOB values: what is drawn may be entered, what does not fit throws", (t) => {
  const random = new TestRandom(4);
  for (const method of [2, 3])
    for (let action = 0; action <= (method === 2 ? 4 : 3); action++)
      for (let size = 1; size <= 8; size++) {
        const start = { algorithm: 1, publicKey: 0, method, action, size };
        for (let i = 0; i < 20; i++) {
          const value = randomOobValue(random, kindOf(start), size);
          t.is(enteredAuthValue(start, value).length, 32);
        }
      }
  const characters = "a string of 1 to 2 digits and capital letters";
  const cases: [action: number, value: unknown, text: string][] = [
    [3, 100, "100 is not a number from 0 to 99"],
    [3, -1, "-1 is not a number from 0 to 99"],
    [3, 1.5, "1.5 is not a number from 0 to 99"],
    [3, "12", '"12" is not a number from 0 to 99'],
    [0, 0, "0 is not a number from 1 to 99"],
    [4, "ABC", `"ABC" is not ${characters}`],
    [4, "a", `"a" is not ${characters}`],
    [4, "", `"" is not ${characters}`],
    [4, 12, `12 is not ${characters}`],
  ];
  for (const [action, value, text] of cases)
    t.throws(
      () =>
        enteredAuthValue(
          { algorithm: 0, publicKey: 0, method: 2, action, size: 2 },
          value as OobValue,
        ),
      { instanceOf: RangeError, message: `the OOB value: ${text}` },
    );
});

for (const action of [0, 3, 4] as const)
  test(`output OOB, action ${action}: the device shows, the provisioner's user reads`, async (t) => {
    for (const right of [true, false]) {
      const rig = new Rig({ seed: 20 });
      const shown: OobValue[] = [];
      const device = rig.device({
        capabilities: {
          elements: 1,
          outputOob: { actions: [action], size: 5, show: (_, value) => shown.push(value) },
        },
      });
      let answer: ((value: OobValue) => void) | undefined;
      const promise = rig.provision(device.uuid, {
        selectAuthentication: (capabilities): Authentication => ({
          method: "output",
          action,
          size: capabilities.outputSize,
          read: () => new Promise((resolve) => (answer = resolve)),
        }),
      });
      await rig.clock.run(30_000, () => shown.length > 0 && answer !== undefined);
      await rig.clock.run(20_000);
      const wrong = typeof shown[0] === "string" ? "0" : shown[0] === 1 ? 2 : 1;
      answer?.(right ? shown[0]! : wrong);
      const result = await rig.outcome(promise);
      if (right) t.like(result, { authentication: "output", address: 1 });
      else t.like(result, { code: 4, origin: "device" });
    }
  });

for (const action of [0, 2, 3] as const)
  test(`input OOB, action ${action}: the provisioner shows, the device's user enters`, async (t) => {
    for (const right of [true, false]) {
      const rig = new Rig({ seed: 21 });
      const shown: OobValue[] = [];
      let enter: ((value: OobValue) => void) | undefined;
      const device = rig.device({
        capabilities: {
          elements: 1,
          inputOob: { actions: [action], size: 4, ask: (_action, _size, done) => (enter = done) },
        },
      });
      const promise = rig.provision(device.uuid, {
        selectAuthentication: (): Authentication => ({
          method: "input",
          action,
          size: 3,
          show: (value) => shown.push(value),
        }),
      });
      await rig.clock.run(30_000, () => shown.length > 0 && enter !== undefined);
      await rig.clock.run(20_000);
      t.throws(() => enter?.("not such a value"), { instanceOf: RangeError });
      const wrong = typeof shown[0] === "string" ? "0" : shown[0] === 1 ? 2 : 1;
      enter?.(right ? shown[0]! : wrong);
      const result = await rig.outcome(promise);
      if (right) t.like(result, { authentication: "input", address: 1 });
      else t.like(result, { code: 4, origin: "device" });
    }
  });

test("output OOB: a value that cannot be, or a user who gives up, is the error", async (t) => {
  const fault = new Error("cannot see it");
  for (const [read, check] of [
    [() => Promise.resolve(100_000), { name: "RangeError" }],
    [() => Promise.reject(fault), { message: "cannot see it" }],
  ] as const) {
    const rig = new Rig({ seed: 22 });
    const device = rig.device({
      capabilities: {
        elements: 1,
        outputOob: { actions: [3], size: 5, show: () => undefined },
      },
    });
    const error = await rig.outcome(
      rig.provision(device.uuid, {
        selectAuthentication: () => ({ method: "output", action: 3, size: 5, read }),
      }),
    );
    t.like(error, check);
    await runPromiseJobs();
    t.is(rig.role.sessions, 0);
  }
});

test("OOB public key: the device's key is not sent, and another one fails", async (t) => {
  const oobPrivateKey = new Uint8Array(32).fill(7);
  for (const right of [true, false]) {
    const rig = new Rig({ seed: 23 });
    const device = rig.device({ capabilities: { elements: 1, oobPrivateKey } });
    const pair = await rig.outcome(
      new Promise<EcdhKeyPair>((resolve) =>
        rig.crypto.ecdhKeyPair(new Uint8Array(32).fill(right ? 7 : 8), resolve),
      ),
    );
    if (pair instanceof Error) throw pair;
    const result = await rig.outcome(rig.provision(device.uuid, { publicKey: pair.publicKey }));
    if (right) t.like(result, { address: 1 });
    else t.like(result, { code: 4, origin: "device" });
    t.is(rig.air.log.filter(({ data }) => data[1] === 0x29 && data[7] === 0x0a).length, 1);
  }
});
