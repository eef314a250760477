import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { type Answers, extendedAnswers, legacyAnswers } from "./scripted-controller.js";
import { radioRig } from "./radio-rig.js";

const privateAddress = 0x3edcba987654;
const another = 0x0123456789ab;
const advertisement = { data: fromHex("020106"), interval: 100 };

/** An address as 6 octets of a command. */
function octets(address: number): string {
  return toHex(fromHex(address.toString(16).padStart(12, "0")).reverse());
}

/** Each advertisement in turn, and the random addresses that are set for it, as parameters. */
async function addressesOf(answers: Answers, opcode: number, starts: readonly unknown[]) {
  const { clock, controller, radio } = await radioRig(answers);
  radio.scan(() => undefined);
  const pass = () => clock.run(clock.now() + 200);
  await pass();
  controller.take();
  const set: string[][] = [];
  for (const start of starts) {
    radio.gatt!.advertise(start as Parameters<NonNullable<typeof radio.gatt>["advertise"]>[0]);
    await pass();
    set.push(controller.take(opcode).map((command) => command.slice(5)));
  }
  return { own: octets(radio.address), set };
}

const steps = [
  advertisement,
  { ...advertisement, privateAddress },
  { ...advertisement, privateAddress, data: fromHex("020105") },
  { ...advertisement, privateAddress: another },
  advertisement,
];

test("sets: the connectable set has the private address of its advertisement, else its own", async (t) => {
  const { own, set } = await addressesOf(extendedAnswers, 0x2035, steps);
  const command = (address: string) => `04${address}`;
  t.deepEqual(set, [
    [command(own)],
    [command(octets(privateAddress))],
    [],
    [command(octets(another))],
    [command(own)],
  ]);
});

test("legacy: the controller has the private address of its advertisement, else its own", async (t) => {
  const { own, set } = await addressesOf(legacyAnswers, 0x2005, steps);
  t.deepEqual(set, [[], [octets(privateAddress)], [], [octets(another)], [own]]);
});

test("legacy: the own address is back when private advertising ends", async (t) => {
  const starts = [{ ...advertisement, privateAddress }, undefined, advertisement];
  const { own, set } = await addressesOf(legacyAnswers, 0x2005, starts);
  t.deepEqual(set, [[octets(privateAddress)], [own], []]);
});

test("the address changes while neither advertising nor, with legacy commands, scanning is on", async (t) => {
  for (const answers of [legacyAnswers, extendedAnswers]) {
    const { clock, controller, events, radio } = await radioRig(answers);
    const isLegacy = answers === legacyAnswers;
    let scans = false;
    let advertises = false;
    const wrong: string[] = [];
    controller.onCommand = (opcode, parameters) => {
      const on = parameters.startsWith("01");
      if (opcode === 0x200c) scans = on;
      if (opcode === 0x200a) advertises = on;
      if (opcode === 0x2039 && parameters.slice(4, 6) === "04") advertises = on;
      const isSet = isLegacy ? opcode === 0x2005 : opcode === 0x2035;
      if (isSet && (scans || advertises)) wrong.push(parameters);
    };
    radio.scan(() => undefined);
    const again = (): void => void radio.advertise(advertisement.data, 3, 20, again);
    again();
    for (const start of [advertisement, { ...advertisement, privateAddress }, advertisement]) {
      radio.gatt!.advertise(start);
      await clock.run(clock.now() + 1000);
    }
    t.deepEqual(wrong, []);
    t.deepEqual(events, []);
    t.is(scans, isLegacy, "scanning goes on");
  }
});

test("a refused address is told, and nothing is advertised with another one", async (t) => {
  for (const [answers, opcode, enable] of [
    [legacyAnswers, 0x2005, "200a 01"],
    [extendedAnswers, 0x2035, "2039 01"],
  ] as const) {
    const { clock, controller, events, radio } = await radioRig(answers);
    controller.answers = { ...answers, [opcode]: "0c" };
    controller.take();
    radio.gatt!.advertise({ ...advertisement, privateAddress });
    await clock.run(clock.now() + 500);
    t.false(controller.commands.some((command) => command.startsWith(enable)));
    t.is(events.length, 1);
    t.regex(events[0]!, /no connectable advertising: .* command disallowed/);
  }
});
