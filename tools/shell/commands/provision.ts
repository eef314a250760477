import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { MeshError } from "../../../modules/base/errors.js";
import type { ProvisionDeviceOptions } from "../../../modules/provisioner/provisioner.js";
import type { ProvisioningBearer } from "../../../modules/provisioning/link.js";
import { LinkClosedError, ProvisioningTimeoutError } from "../../../modules/provisioning/errors.js";
import type { NodeEntry } from "../../../modules/provisioner/database.js";
import type { Arguments, Command } from "../command.js";
import { authentication, deviceName, oobChoice, type OobChoice } from "./provision-oob.js";
import type { Result } from "../command-help.js";
import { modelText } from "../models.js";
import type { Session } from "../session.js";
import { hint } from "../../network/similar.js";
import { ShellError } from "../shell-error.js";
import { addressOf, addressText, countText, tableText } from "../values.js";
import { nodeValues } from "./node-values.js";

/** Milliseconds within which the beacon of a device is received. */
const beaconTimeout = 120_000;
const scanTime = 10_000;
/** The last unicast address. Mesh Protocol 1.1 §3.4.2.2 */
/** Attempts to provision a device whose link is lost. */
const attempts = 3;
const noAddress =
  "the unicast addresses do not suffice: they are given out in rising order up to 0x7fff, each once";

/** An unprovisioned device that is heard. */
interface Found {
  readonly uuid: string;
  readonly rssi: number;
  readonly oobInformation: number;
  /** The provisioning bearers that it is heard over; undefined: by a node, which does not say. */
  readonly bearers?: readonly ProvisioningBearer[];
}

/** Names of provisioning bearers. */
const bearerNames: Readonly<Record<ProvisioningBearer, string>> = {
  "pb-adv": "PB-ADV",
  "pb-gatt": "PB-GATT",
};
const bearerWords = ["pb-adv", "pb-gatt"] as const satisfies readonly ProvisioningBearer[];

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

async function scan(session: Session, words: Arguments): Promise<Result> {
  const timeout = words.duration("time") ?? scanTime;
  const server = words.takeOptional();
  words.end();
  const found = await (server === undefined
    ? ownScan(session, timeout)
    : remoteScan(session, session.names.node(server).address, timeout));
  for (const device of session.devices) await session.learnUuid(device);
  const devices = found.map(({ bearers, oobInformation, rssi, uuid }) => ({
    uuid,
    name: deviceName(session, uuid) ?? null,
    rssi,
    oob: oobText(oobInformation),
    ...(bearers && { bearers }),
  }));
  const rows = devices.map(({ bearers = [], name, oob, rssi, uuid }) => [
    uuid,
    `${rssi} dBm`,
    bearers.map((bearer) => bearerNames[bearer]).join(", "),
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
  const { clock } = session.network.world;
  const start = clock.now();
  await session.pass(time);
  return scanner.devices
    .filter(({ lastSeen }) => lastSeen >= start)
    .map(({ bearers, oobInformation, rssi, uuid }) => ({
      uuid: toHex(uuid),
      rssi,
      oobInformation,
      bearers,
    }));
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

/** Options of one `provision`. */
interface Provisioning {
  readonly choice: OobChoice;
  readonly server: number | undefined;
  readonly address: number | undefined;
  readonly netKey: number | undefined;
  readonly attention: number | undefined;
  readonly bearer: ProvisioningBearer | undefined;
  /** The name that the user gives the node. */
  readonly name: string | undefined;
}

/**
 * Provisions a device, again where its link was lost. `waits`: its beacon is waited for; `most`: the
 * greatest number of attempts.
 */
async function attempted(
  session: Session,
  uuid: Uint8Array,
  options: ProvisionDeviceOptions,
  { most, waits }: { readonly most: number; readonly waits: boolean },
): Promise<NodeEntry> {
  const { provisioner, signal } = session;
  const { scanner } = provisioner;
  for (let attempt = 1; ; attempt++) {
    const timeout = beaconTimeout;
    if (waits) await session.run(scanner.wait(uuid, { timeout, signal }));
    try {
      return await session.run(provisioner.provision(uuid, options));
    } catch (error) {
      if ((error as Error).message === "there is no address for the device")
        throw new ShellError(noAddress);
      const isLost = error instanceof ProvisioningTimeoutError || error instanceof LinkClosedError;
      if (!isLost || !waits || attempt === most) throw error;
      // A device whose link was lost sends beacons again.
      scanner.forget(uuid);
    }
  }
}

/** Connects to a proxy where the node needs that. Without it the node is there nevertheless. */
async function reach(session: Session, node: number, overGatt: boolean): Promise<void> {
  const { proxies } = session.network;
  try {
    if (proxies) await session.run(proxies.reach(node, overGatt, session.signal));
  } catch (error) {
    if (session.signal.aborted || !(error instanceof MeshError)) throw error;
    session.notice(`${session.names.nodeName(node)}: ${error.message}`);
  }
}

/** Whether a device is reached over PB-GATT alone: it was not heard over another bearer, or is asked for over this one. */
function isOverGatt(
  { provisioner }: Session,
  uuid: string,
  { bearer, server }: Pick<Provisioning, "bearer" | "server">,
): boolean {
  if (server !== undefined) return false;
  if (bearer !== undefined) return bearer === "pb-gatt";
  const heard = provisioner.scanner.devices.find((device) => toHex(device.uuid) === uuid);
  return heard !== undefined && !heard.bearers.includes("pb-adv");
}

async function provisionOne(
  session: Session,
  uuid: string,
  { address, attention, bearer, choice, name, netKey, server }: Provisioning,
): Promise<NodeEntry> {
  const { signal } = session;
  const octets = fromHex(uuid);
  const { proxies } = session.network;
  let overGatt = false;
  const over = bearer ?? (proxies?.gattOnly && server === undefined ? "pb-gatt" : undefined);
  if (server === undefined) proxies?.makeRoom();
  const options: ProvisionDeviceOptions = {
    ...authentication(session, uuid, choice),
    signal,
    ...(server !== undefined && { server }),
    ...(over !== undefined && { bearer: over }),
    onData: () => (overGatt = isOverGatt(session, uuid, { bearer, server })),
    ...(address !== undefined && { address }),
    ...(netKey !== undefined && { netKey }),
    ...(attention !== undefined && { attention }),
  };
  const entry = await attempted(session, octets, options, {
    waits: server === undefined,
    most: choice.method === undefined || choice.method === "none" ? attempts : 1,
  }).finally(() => (session.observed = undefined));
  session.unsaved = true;
  const device = [...session.uuids].find(([, own]) => own === uuid)?.[0];
  if (device) {
    device.address = entry.address;
    session.names.nodes.set(entry.address, device.name);
  }
  if (name !== undefined) session.names.nodes.set(entry.address, name);
  await reach(session, entry.address, overGatt);
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

/** What is wrong with an address, which `checkFree` says in decimal numbers. */
function wrongAddress(address: number, message: string): string {
  const [, reason = ""] = /^address \d+: (.*)$/.exec(message) ?? [];
  const told = reason.replace(/\d+/g, (digits) => addressText(Number(digits)));
  if (!reason.endsWith("were never given to a node"))
    return `address: ${addressText(address)}: ${told}`;
  if (!/\d/.test(reason)) return noAddress;
  const ranges = told.replace(/ were never given to a node$/, "");
  return `address: ${addressText(address)} is not from ${ranges}, which no node has had`;
}

/** Throws ShellError for an address that no device can get, in digits as the shell writes them. */
function checkAddress({ provisioner }: Session, address: number): void {
  try {
    provisioner.database.checkFree(address);
  } catch (error) {
    throw new ShellError(wrongAddress(address, (error as Error).message));
  }
}

/** The bearer that the user names. Throws ShellError for one that is not possible. */
function bearerOf(
  session: Session,
  words: Arguments,
  server: number | undefined,
): ProvisioningBearer | undefined {
  const text = words.option("bearer");
  if (text === undefined) return undefined;
  const bearer = bearerWords.find((word) => word === text);
  if (!bearer) throw new ShellError(`bearer: ${text} is not one of ${bearerWords.join(", ")}`);
  if (server !== undefined)
    throw new ShellError("bearer= does not go with via=: the node there chooses it");
  if (bearer === "pb-gatt" && !session.provisioner.node.host.radio.gattClient)
    throw new ShellError("bearer: the provisioner's radio establishes no connections: use pb-adv");
  return bearer;
}

async function provision(session: Session, words: Arguments): Promise<Result> {
  const choice = oobChoice(words);
  const via = words.option("via");
  const server = via === undefined ? undefined : session.names.node(via).address;
  const wanted = words.option("address");
  const address = wanted === undefined ? undefined : addressOf(wanted);
  if (wanted !== undefined && address === undefined)
    throw new ShellError(`address: ${wanted} is no address; write 0x0010`);
  if (address !== undefined) checkAddress(session, address);
  const attention = words.number("attention", 0, 255);
  const netKey = words.number("netkey", 0, 0xfff);
  const bearer = bearerOf(session, words, server);
  const name = words.option("name");
  if (name !== undefined) session.names.checkName(name);
  const names = words.takeAll();
  if (names.length === 0) throw new ShellError(`the device is missing${words.usage}`);
  if (names.includes("all") && session.network.radio !== undefined)
    throw new ShellError(
      "all: a radio hears devices of others too; name each by its UUID, as scan lists them",
    );
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
    const how = { choice, server, address, netKey, attention, bearer, name };
    const result = await provisioned(session, uuid, how).catch((error: Error) => {
      // Which of several devices it was.
      if (uuids.length > 1 && !session.signal.aborted)
        error.message = `${deviceName(session, uuid) ?? uuid}: ${error.message}`;
      throw error;
    });
    done.push(result);
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
      "<device>...|all [static=<value>] [oob=output|input|none] [via=<node>] [bearer=pb-adv|pb-gatt] [address=<address>] [name=<name>]",
    summary: "provision devices, by name or UUID or its beginning",
    details: [
      "static= authenticates with the value on the label: hexadecimal digits, or a text.",
      "oob=output asks for the value that the device shows; oob=input shows the value to enter there: press … lines do it, and an empty line goes on.",
      "Without these, the OOB of a script is used; a device without OOB needs none.",
      "via= provisions through the Remote Provisioning Server of a node.",
      "bearer= is PB-ADV or PB-GATT. Default: PB-ADV, where the device is heard over it.",
      "attention= is the time in seconds for which the device draws attention; netkey= its subnet.",
    ],
    example: "provision light-1 light-2",
    words: ["device"],
    options: {
      address: "text",
      attention: "number",
      bearer: bearerWords,
      name: "text",
      netkey: "key",
      oob: ["output", "input", "none"],
      static: "octets",
      via: "node",
    },
    run: provision,
  },
];
