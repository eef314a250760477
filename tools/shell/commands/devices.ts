import type { ButtonPress } from "../../../modules/host/board.js";
import type { WorldDevice } from "../../simulation/world-device.js";
import type { Command } from "../command.js";
import type { Result } from "../command-help.js";
import type { Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { addressText, onOffOf, onOffText, tableText } from "../values.js";

const presses = ["short", "double", "long"] as const satisfies readonly ButtonPress[];

/** A simulated device as JSON. */
function deviceValues(session: Session, device: WorldDevice) {
  const { address, failure, lamps, name, position, powered } = device;
  return {
    name,
    uuid: session.uuids.get(device) ?? null,
    address: address ?? null,
    powered,
    position,
    lamps: Object.fromEntries(powered ? lamps : []),
    failure: failure ? failure.message : null,
  };
}

function stateText({ address, failure, powered }: WorldDevice): string {
  if (failure) return "failed";
  if (!powered) return "no power";
  return address === undefined ? "unprovisioned" : `node ${addressText(address)}`;
}

function lampsText({ lamps, powered }: WorldDevice): string {
  if (!powered || lamps.size === 0) return "";
  return [...lamps].map(([name, on]) => `${name} ${onOffText(on)}`).join(", ");
}

function placeText({ position: { x, y } }: WorldDevice): string {
  const metres = (value: number) => String(Math.round(value * 10) / 10);
  return `at ${metres(x)},${metres(y)} m`;
}

async function listDevices(session: Session): Promise<Result> {
  for (const device of session.devices) await session.learnUuid(device);
  const own = session.devices;
  const rows = own.map((device) => [
    device.name,
    session.uuids.get(device) ?? "",
    stateText(device),
    placeText(device),
    lampsText(device),
  ]);
  return {
    values: { devices: own.map((device) => deviceValues(session, device)) },
    text: own.length > 0 ? tableText(rows) : ["no device is simulated"],
  };
}

/** The result of a command that did something with a device. */
function done(session: Session, device: WorldDevice, text: string): Result {
  session.unsaved = true;
  const lamps = lampsText(device);
  return {
    values: { device: deviceValues(session, device) },
    text: [`${device.name}: ${text}${lamps === "" ? "" : `; ${lamps}`}`],
  };
}

/** Milliseconds in which a device does what a press or its power causes. */
const wait = 300;

export const deviceCommands: readonly Command[] = [
  {
    name: "devices",
    group: "devices",
    usage: "",
    summary: "list the simulated devices: UUID, address, place, lamps",
    example: "devices",
    run(session, words) {
      words.end();
      return listDevices(session);
    },
  },
  {
    name: "press",
    group: "devices",
    usage: "<device> [<button>] [short|double|long]",
    summary: "press a button of a device",
    details: ["The button named button is pressed if none is named."],
    example: "press light-1 button long",
    words: ["device", "text", presses],
    async run(session, words) {
      const device = session.worldDevice(words.take("the device"));
      const first = words.takeOptional();
      const second = words.takeOptional();
      words.end();
      const press = presses.find((kind) => kind === (second ?? first)) ?? "short";
      if (second !== undefined && second !== press)
        throw new ShellError(`${second} is not one of ${presses.join(", ")}`);
      const button = second === undefined && first === press ? undefined : first;
      await session.run(device.press(button, press));
      // What the press publishes is sent, and the lamps show what it changed.
      await session.pass(wait);
      return done(session, device, `${button ?? "button"} pressed (${press})`);
    },
  },
  {
    name: "power",
    group: "devices",
    usage: "on|off|cycle <device>",
    summary: "cut the power of a device, or give it power",
    details: ["cycle cuts the power and gives it again. Records in the store are kept."],
    example: "power cycle light-1",
    words: [["on", "off", "cycle"], "device"],
    async run(session, words) {
      const how = words.choice("on, off or cycle", ["on", "off", "cycle"]);
      const device = session.worldDevice(words.take("the device"));
      words.end();
      if (how === "off") device.powerOff();
      else await session.run(how === "on" ? device.powerOn() : device.restart());
      await session.pass(wait);
      await session.learnUuid(device);
      return done(session, device, how === "cycle" ? "power off and on" : `power ${how}`);
    },
  },
  {
    name: "move",
    group: "devices",
    usage: "<device> <x>,<y>",
    summary: "carry a device to another place, in metres; the provisioner is at 0,0",
    example: "move light-1 12.5,3",
    words: ["device", "text"],
    run(session, words) {
      const device = session.worldDevice(words.take("the device"));
      const text = words.take("the place").replace(/[()\s]/g, "");
      words.end();
      const [, x, y] = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
      if (x === undefined) throw new ShellError(`${text} is no place: write 12.5,3`);
      device.moveTo({ x: Number(x), y: Number(y) });
      return done(session, device, `at ${Number(x)},${Number(y)} m`);
    },
  },
  {
    name: "lamps",
    group: "devices",
    usage: "[<device>]",
    summary: "show which lamps are on",
    example: "lamps",
    words: ["device"],
    run(session, words) {
      const name = words.takeOptional();
      words.end();
      const list = name === undefined ? session.devices : [session.worldDevice(name)];
      const rows = list.map((device) => [
        device.name,
        lampsText(device) || (device.powered ? "no lamp was switched yet" : stateText(device)),
      ]);
      return {
        values: { devices: list.map((device) => deviceValues(session, device)) },
        text: list.length > 0 ? tableText(rows) : ["no device is simulated"],
      };
    },
  },
  {
    name: "sensor",
    group: "devices",
    usage: "<device> <sensor> <value>",
    summary: "set what a sensor of a device reads",
    example: "sensor light-1 temperature 21.5",
    words: ["device", "text", "number"],
    async run(session, words) {
      const device = session.worldDevice(words.take("the device"));
      const sensor = words.take("the sensor");
      const text = words.take("the value");
      words.end();
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value))
        throw new ShellError(`the value: ${text} is no number`);
      await session.run(device.setSensor(sensor, value));
      return done(session, device, `sensor ${sensor} reads ${value}`);
    },
  },
  {
    name: "log",
    group: "devices",
    usage: "[on|off|<device>...] [last=<count>]",
    summary: "show the lines that firmwares wrote; on: print them as they come",
    details: [
      "log kitchen prints the lines of one device so far; log on kitchen prints new ones.",
      "last= limits the number of lines. Default 20.",
    ],
    example: "log on",
    words: [["on", "off"], "device"],
    options: { last: "number" },
    run(session, words) {
      const last = words.number("last", 1, 100_000) ?? 20;
      const how = words.next === "on" || words.next === "off" ? words.take("on or off") : undefined;
      const devices = words.takeAll().map((name) => session.worldDevice(name));
      words.end();
      if (how !== undefined) return logOnOff(session, onOffOf("log", how), devices);
      const lines = (devices.length > 0 ? devices : session.devices)
        .flatMap(({ log, name }) => log.map((line) => ({ device: name, ...line })))
        .sort((a, b) => a.time - b.time)
        .slice(-last);
      return {
        values: { lines },
        text:
          lines.length > 0
            ? lines.map(
                ({ device, text, time }) =>
                  `${(time / 1000).toFixed(3).padStart(9)}  ${device}: ${text}`,
              )
            : ["the firmwares wrote nothing"],
      };
    },
  },
];

function logOnOff(session: Session, on: boolean, devices: readonly WorldDevice[]): Result {
  const names = devices.map(({ name }) => name);
  session.logging = on ? (names.length > 0 ? names : "all") : undefined;
  const whose = names.length > 0 ? names.join(", ") : "all devices";
  return {
    values: { on, devices: on ? (names.length > 0 ? names : ["all"]) : [] },
    text: [on ? `new lines of ${whose} are printed as they come` : "new lines are not printed"],
  };
}
