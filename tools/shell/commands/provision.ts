import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { MeshError } from "../../../modules/base/errors.js";
import {
  Algorithm,
  InputAction,
  type OobValue,
  OutputAction,
} from "../../../modules/provisioning/oob.js";
import type { Capabilities } from "../../../modules/provisioning/pdu.js";
import type { Authentication } from "../../../modules/provisioning/provisioner-options.js";
import type { ProvisionDeviceOptions } from "../../../modules/provisioner/provisioner.js";
import type { NodeEntry } from "../../../modules/provisioner/database.js";
import { oobOptions } from "../../simulation/oob.js";
import type { Arguments, Command } from "../command.js";
import type { Result } from "../command-help.js";
import { modelText } from "../models.js";
import type { Session } from "../session.js";
import { hint, ShellError } from "../shell-error.js";
import { addressOf, addressText, countText, numberOf, octetsOf, tableText } from "../values.js";
import { nodeValues } from "./node-values.js";

/** Milliseconds within which the beacon of a device is received. */
const beaconTimeout = 120_000;
const scanTime = 10_000;
/** Virtual milliseconds in which a device shows its value: it may blink nine times. */
const showTime = 10_000;

/** An unprovisioned device that is heard. */
interface Found {
  readonly uuid: string;
  readonly rssi: number;
  readonly oobInformation: number;
}

/** Names of the bits of OobInformation. Mesh Protocol 1.1 §3.10.2 */
const oobNames: readonly (string | undefined)[] = [
  "other",
  "electronic / URI",
  "2D machine-readable code",
  "bar code",
  "NFC",
  "number",
  "string",
  "certificate-based",
  "provisioning records",
  undefined,
  undefined,
  "on box",
  "inside box",
  "on piece of paper",
  "inside manual",
  "on device",
];

function oobText(bits: number): string[] {
  return oobNames.filter((name, i) => name !== undefined && bits & (1 << i)) as string[];
}

function deviceName(session: Session, uuid: string): string | undefined {
  return [...session.uuids].find(([, own]) => own === uuid)?.[0].name;
}

async function scan(session: Session, words: Arguments): Promise<Result> {
  const timeout = words.duration("time") ?? scanTime;
  const server = words.takeOptional();
  words.end();
  const found = await (server === undefined
    ? ownScan(session, timeout)
    : remoteScan(session, session.names.node(server).address, timeout));
  for (const device of session.devices) await session.learnUuid(device);
  const devices = found.map(({ oobInformation, rssi, uuid }) => ({
    uuid,
    name: deviceName(session, uuid) ?? null,
    rssi,
    oob: oobText(oobInformation),
  }));
  const rows = devices.map(({ name, oob, rssi, uuid }) => [
    uuid,
    `${rssi} dBm`,
    name ?? "",
    oob.length > 0 ? `OOB information: ${oob.join(", ")}` : "",
  ]);
  return {
    values: { devices },
    text: devices.length > 0 ? tableText(rows) : ["no unprovisioned device is heard"],
  };
}

async function ownScan(session: Session, time: number): Promise<Found[]> {
  const { scanner } = session.provisioner;
  const start = session.now;
  await session.pass(time);
  return scanner.devices
    .filter(({ lastSeen }) => lastSeen >= start)
    .map(({ oobInformation, rssi, uuid }) => ({ uuid: toHex(uuid), rssi, oobInformation }));
}

async function remoteScan(session: Session, server: number, time: number): Promise<Found[]> {
  const timeout = Math.max(1, Math.min(255, Math.round(time / 1000)));
  const found: Found[] = [];
  const work = async () => {
    for await (const { oobInformation, rssi, uuid } of session.provisioner.scan({
      server,
      timeout,
    }))
      found.push({ uuid: toHex(uuid), rssi, oobInformation });
  };
  await session.run(work());
  return found;
}

/** The UUID that a word names: a simulated device, or the start of a UUID that is heard. */
function uuidOf(session: Session, text: string): string {
  const device = session.findDevice(text);
  if (device) {
    const uuid = session.uuids.get(device);
    if (device.address !== undefined)
      throw new ShellError(`${device.name} is node ${addressText(device.address)} already`);
    if (uuid !== undefined && device.powered) return uuid;
    throw new ShellError(`${device.name} has no power; power on ${device.name}`);
  }
  const digits = text.toLowerCase().replaceAll("-", "");
  const heard = session.provisioner.scanner.devices.map(({ uuid }) => toHex(uuid));
  if (/^[0-9a-f]{32}$/.test(digits)) return digits;
  const begun = /^[0-9a-f]{4,}$/.test(digits) ? heard.filter((u) => u.startsWith(digits)) : [];
  if (begun.length === 1) return begun[0]!;
  if (begun.length > 1) throw new ShellError(`several UUIDs begin with ${text}`);
  const names = session.devices.filter((d) => d.address === undefined).map(({ name }) => name);
  throw new ShellError(
    `there is no unprovisioned device ${text}${hint(text, names, "there are")}; scan lists those that are heard`,
  );
}

/** What the user says of the authentication. */
interface OobChoice {
  readonly static: Uint8Array | undefined;
  readonly method: "output" | "input" | "none" | undefined;
}

function oobChoice(words: Arguments): OobChoice {
  const text = words.option("static");
  const method = words.option("oob");
  if (method !== undefined && method !== "output" && method !== "input" && method !== "none")
    throw new ShellError(`oob: ${method} is not one of output, input, none`);
  if (text === undefined) return { static: undefined, method };
  const value = /^([0-9a-f]{2})+$/i.test(text)
    ? octetsOf("static", text)
    : new TextEncoder().encode(text);
  if (value.length < 1 || value.length > 32)
    throw new ShellError(`static: ${value.length} octets; 1 to 32 are possible`);
  return { static: value, method };
}

function nameOf(actions: Readonly<Record<string, number>>, action: number): string {
  return Object.keys(actions).find((name) => actions[name] === action) ?? String(action);
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** The authentication in which the user takes part. */
function userAuthentication(
  session: Session,
  uuid: string,
  { inputActions, inputSize, outputActions, outputSize }: Capabilities,
  method: "output" | "input",
): Authentication {
  if (method === "output") {
    if (outputActions === 0) throw new ShellError("the device has no output OOB");
    const action = lowestBit(outputActions) as OutputAction;
    // It shows the value as soon as it knows the method.
    session.observed = deviceName(session, uuid);
    return { method, action, size: outputSize, read: () => readValue(session, action) };
  }
  if (inputActions === 0) throw new ShellError("the device has no input OOB");
  const action = lowestBit(inputActions) as InputAction;
  const show = (value: OobValue) => {
    session.notice(`enter ${value} at the device (${nameOf(InputAction, action)})`);
    if (deviceName(session, uuid) === undefined) return;
    // How it ends is seen by the provisioning itself.
    session.network.time.hold(enterValue(session)).catch(() => undefined);
  };
  return { method, action, size: inputSize, show };
}

/** The user presses buttons of a simulated device until the value is entered. */
async function enterValue(session: Session): Promise<void> {
  for (;;) {
    const line = await session.ask("press …, or an empty line when it is entered: ", false);
    if (line === undefined || line.trim() === "") return;
    await session.runMeanwhile(line);
  }
}

/** Asks for the value that a device shows; virtual time passes before, so that it is shown. */
async function readValue(session: Session, action: OutputAction): Promise<OobValue> {
  const { clock } = session.network.world;
  if (session.observed !== undefined && !session.network.time.real)
    await new Promise<void>((resolve) => clock.schedule(resolve, showTime));
  const question = `What does the device show (${nameOf(OutputAction, action)})? `;
  const text = await session.network.time.hold(session.ask(question, true));
  if (text === undefined)
    throw new MeshError("the value that the device shows was not entered: the input has ended");
  if (action === OutputAction.alphanumeric) return text.trim().toUpperCase();
  return numberOf("the value", text.trim(), 0, 99_999_999);
}

function authentication(
  session: Session,
  uuid: string,
  choice: OobChoice,
): Partial<ProvisionDeviceOptions> {
  const { method } = choice;
  if (choice.static) return { staticOob: choice.static };
  if (method === "none") return {};
  if (method !== undefined)
    return {
      algorithms: [Algorithm.hmac, Algorithm.cmac],
      selectAuthentication: (capabilities) =>
        userAuthentication(session, uuid, capabilities, method),
    };
  const device = [...session.uuids].find(([, own]) => own === uuid)?.[0];
  const oob = device && session.network.world.network.oobOf(device);
  const wait = (milliseconds: number) =>
    new Promise<void>((resolve) => session.network.world.clock.schedule(resolve, milliseconds));
  return oob && device ? oobOptions(oob, device, wait) : {};
}

/** Options of one `provision`. */
interface Provisioning {
  readonly choice: OobChoice;
  readonly server: number | undefined;
  readonly address: number | undefined;
  readonly netKey: number | undefined;
  readonly attention: number | undefined;
}

async function provisionOne(
  session: Session,
  uuid: string,
  { address, attention, choice, netKey, server }: Provisioning,
): Promise<NodeEntry> {
  const { provisioner, signal } = session;
  const octets = fromHex(uuid);
  const options: ProvisionDeviceOptions = {
    ...authentication(session, uuid, choice),
    signal,
    ...(server !== undefined && { server }),
    ...(address !== undefined && { address }),
    ...(netKey !== undefined && { netKey }),
    ...(attention !== undefined && { attention }),
  };
  if (server === undefined) {
    const timeout = beaconTimeout;
    await session.run(provisioner.scanner.wait(octets, { timeout, signal }));
  }
  const entry = await session
    .run(provisioner.provision(octets, options))
    .finally(() => (session.observed = undefined));
  session.unsaved = true;
  const device = [...session.uuids].find(([, own]) => own === uuid)?.[0];
  if (device) {
    device.address = entry.address;
    session.names.nodes.set(entry.address, device.name);
  }
  return entry;
}

/** The same, with its composition, by which models are named. */
async function provisioned(session: Session, uuid: string, how: Provisioning) {
  const began = session.now;
  const { address } = await provisionOne(session, uuid, how);
  const { elements } = await session.composition(address);
  const name = session.names.nodeName(address);
  const seconds = ((session.now - began) / 1000).toFixed(1);
  const models = elements.flatMap((element) => element.models);
  return {
    node: nodeValues(session, address),
    text: `${name} is node ${addressText(address)}: ${countText(elements.length, "element")}, ${countText(models.length, "model")}, in ${seconds} s`,
    models: models.map(modelText),
  };
}

async function provision(session: Session, words: Arguments): Promise<Result> {
  const choice = oobChoice(words);
  const via = words.option("via");
  const server = via === undefined ? undefined : session.names.node(via).address;
  const wanted = words.option("address");
  const address = wanted === undefined ? undefined : addressOf(wanted);
  if (wanted !== undefined && address === undefined)
    throw new ShellError(`address: ${wanted} is no address; write 0x0010`);
  const attention = words.number("attention", 0, 255);
  const netKey = words.number("netkey", 0, 0xfff);
  const name = words.option("name");
  if (name !== undefined) session.names.checkName(name);
  const names = words.takeAll();
  if (names.length === 0) throw new ShellError(`the device is missing${words.usage}`);
  for (const device of session.devices) await session.learnUuid(device);
  const waiting = session.devices.filter((d) => d.powered && d.address === undefined);
  const uuids = names.includes("all")
    ? waiting.map((device) => session.uuids.get(device)!)
    : names.map((text) => uuidOf(session, text));
  if (name !== undefined && uuids.length === 1) session.checkFree(name, { uuid: uuids[0]! });
  if (uuids.length > 1 && (address !== undefined || name !== undefined))
    throw new ShellError("address= and name= are for one device");
  const done = [];
  for (const uuid of uuids) {
    const result = await provisioned(session, uuid, { choice, server, address, netKey, attention });
    if (name !== undefined) session.names.nodes.set(result.node.address, name);
    done.push({ ...result, node: nodeValues(session, result.node.address) });
  }
  return {
    values: { nodes: done.map(({ node }) => node) },
    text: done.length > 0 ? done.map(({ text }) => text) : ["all devices are nodes already"],
  };
}

export const provisionCommands: readonly Command[] = [
  {
    name: "scan",
    group: "devices",
    usage: "[<node>] [time=<duration>]",
    summary: "list the unprovisioned devices that are heard, by a node if one is named",
    details: [
      "time= is how long to listen. Default 10s. A node needs a Remote Provisioning Server.",
    ],
    example: "scan time=5s",
    words: ["node"],
    options: { time: "duration" },
    run: scan,
  },
  {
    name: "provision",
    group: "devices",
    usage:
      "<device>...|all [static=<value>] [oob=output|input|none] [via=<node>] [address=<address>] [name=<name>]",
    summary: "provision devices, by name or UUID or its beginning",
    details: [
      "static= authenticates with the value on the label: hexadecimal digits, or a text.",
      "oob=output asks for the value that the device shows; oob=input shows the value to enter there: press … lines do it, and an empty line goes on.",
      "Without these, the OOB of a script is used; a device without OOB needs none.",
      "via= provisions through the Remote Provisioning Server of a node.",
      "attention= is the time in seconds for which the device draws attention; netkey= its subnet.",
    ],
    example: "provision light-1 light-2",
    words: ["device"],
    options: {
      address: "text",
      attention: "number",
      name: "text",
      netkey: "key",
      oob: ["output", "input", "none"],
      static: "octets",
      via: "node",
    },
    run: provision,
  },
];
