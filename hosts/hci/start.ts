import { getUint16LE } from "../../modules/base/bytes.js";
import { addressOctets, words } from "./commands.js";
import type { ControllerPort } from "./controller-port.js";
import { HciCommandError, HciError } from "./errors.js";
import { Opcode } from "./opcodes.js";

/** What a controller can do, as far as a mesh node needs it. */
export interface Capabilities {
  /** HCI version: 6 for Bluetooth 4.0, 9 for 5.0. */
  readonly version: number;
  /** Whether it advertises. */
  readonly advertises: boolean;
  /** Advertising sets of extended advertising; 0: legacy commands are used. */
  readonly advertisingSets: number;
  /** Whether it accepts connections, and whether it establishes them. */
  readonly peripheral: boolean;
  readonly central: boolean;
  /** Octets of an ACL data packet, and how many the controller buffers. */
  readonly aclLength: number;
  readonly aclPackets: number;
  readonly dataLength: boolean;
}

/** Octet and bit of commands in Supported_Commands (Core 5.4, Vol 4 Part E §6.27). */
const Bit = {
  disconnect: [0, 5],
  writeLeHostSupport: [24, 6],
  setRandomAddress: [25, 4],
  advertisingParameters: [25, 5],
  advertisingData: [25, 7],
  advertisingEnable: [26, 1],
  scanParameters: [26, 2],
  scanEnable: [26, 3],
  createConnection: [26, 4],
  createConnectionCancel: [26, 5],
  setDataLength: [33, 6],
  setRandomAddressOfSet: [36, 1],
  setParameters: [36, 2],
  setData: [36, 3],
  setEnable: [36, 5],
  numberOfSets: [36, 7],
  extendedScanParameters: [37, 5],
  extendedScanEnable: [37, 6],
  extendedCreateConnection: [37, 7],
} as const;

const extendedBits = [
  Bit.setRandomAddressOfSet,
  Bit.setParameters,
  Bit.setData,
  Bit.setEnable,
  Bit.numberOfSets,
  Bit.extendedScanParameters,
  Bit.extendedScanEnable,
] as const;

/** Events: all of BR/EDR, LE Meta, and Disconnection Complete. */
const eventMask = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f);
/** LE events by bit: the subevent code less one. */
const leEvents = [0, 1, 2, 3, 5, 6];
const extendedLeEvents = [...leEvents, 9, 12, 17];
/** LE events of Bluetooth 4.0, for a controller that refuses the bits of later ones. */
const firstLeEvents = [0, 1, 2, 3, 4];

function mask(bits: readonly number[]): Uint8Array {
  const octets = new Uint8Array(8);
  for (const bit of bits) octets[bit >> 3]! |= 1 << (bit & 7);
  return octets;
}

/** Whether a supported command was refused; another error is thrown. */
async function refused(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof HciCommandError) return true;
    throw error;
  }
}

/** What `command` resolves to; undefined if the controller refuses it. */
async function optional(work: Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HciCommandError) return undefined;
    throw error;
  }
}

/**
 * Resets a controller and prepares it for a mesh node with `address`, a random static one. Rejects
 * with HciError if it lacks what the node needs: the message names it. `gattOnly`: the node reaches
 * its network through GATT proxies, by connections that the controller establishes; it need not
 * advertise.
 */
export async function startController(
  port: ControllerPort,
  address: number,
  gattOnly: boolean,
): Promise<Capabilities> {
  await port.command(Opcode.reset);
  const features = await optional(port.command(Opcode.readLocalFeatures));
  const version = (await optional(port.command(Opcode.readLocalVersion)))?.[0] ?? 6;
  const commands = await optional(port.command(Opcode.readLocalCommands));
  const has = ([octet, bit]: readonly [number, number]): boolean =>
    commands === undefined ? octet < 28 : ((commands[octet] ?? 0) & (1 << bit)) !== 0;
  const advertises =
    has(Bit.setEnable) || (has(Bit.advertisingParameters) && has(Bit.advertisingEnable));
  checkFeatures(port, features, has, advertises || gattOnly);
  const isDualMode = ((features?.[4] ?? 0) & 0x20) === 0;
  if (isDualMode && has(Bit.writeLeHostSupport))
    await refused(port.command(Opcode.writeLeHostSupport, Uint8Array.of(1, 0)));
  await refused(port.command(Opcode.setEventMask, eventMask));
  const leFeatures = await optional(port.command(Opcode.leReadLocalFeatures));
  const advertisingSets = await setsOf(port, has, leFeatures);
  await enableEvents(port, advertisingSets > 0);
  await port.command(Opcode.leSetRandomAddress, addressOctets(address));
  const buffers = await aclBuffers(port);
  const dataLength = has(Bit.setDataLength) && ((leFeatures?.[0] ?? 0) & 0x20) !== 0;
  if (dataLength) await refused(port.command(Opcode.leWriteSuggestedDataLength, words(251, 2120)));
  const connects = buffers.aclPackets > 0 && has(Bit.disconnect);
  const creates =
    advertisingSets > 0
      ? has(Bit.extendedCreateConnection)
      : has(Bit.createConnection) && has(Bit.createConnectionCancel);
  const central = connects && creates;
  if (gattOnly && !central)
    throw new HciError(
      `the controller at ${port.name} establishes no connections, and a node without advertising has to`,
    );
  return {
    version,
    advertises,
    advertisingSets,
    // A controller without connections answers Disconnect and the like as unknown.
    peripheral: connects && advertises,
    central,
    dataLength,
    ...buffers,
  };
}

function checkFeatures(
  { name }: ControllerPort,
  features: Uint8Array | undefined,
  has: (bit: readonly [number, number]) => boolean,
  advertises: boolean,
): void {
  const isLe = features === undefined || ((features[4] ?? 0) & 0x40) !== 0;
  if (!isLe)
    throw new HciError(
      `the controller at ${name} has no Bluetooth LE; use one of Bluetooth 4.0 or later`,
    );
  if (!advertises)
    throw new HciError(
      `the controller at ${name} cannot advertise, and a mesh node has to, unless it reaches its network through GATT proxies alone`,
    );
  if (!(has(Bit.scanParameters) && has(Bit.scanEnable)) && !has(Bit.extendedScanEnable))
    throw new HciError(`the controller at ${name} cannot scan, and a mesh node has to`);
  if (!has(Bit.setRandomAddress))
    throw new HciError(
      `the controller at ${name} takes no random address, and a mesh node has one`,
    );
}

/** Advertising sets to use: 0 if extended advertising is not complete, or has a single set. */
async function setsOf(
  port: ControllerPort,
  has: (bit: readonly [number, number]) => boolean,
  leFeatures: Uint8Array | undefined,
): Promise<number> {
  const isExtended = ((leFeatures?.[1] ?? 0) & 0x10) !== 0 && extendedBits.every(has);
  if (!isExtended) return 0;
  const response = await optional(port.command(Opcode.leReadNumberOfSupportedAdvertisingSets));
  const sets = response?.[0] ?? 0;
  const hasLegacy = has(Bit.advertisingEnable) && has(Bit.scanEnable);
  if (sets >= 2 || !hasLegacy) return sets;
  // The read counts as an extended command, after which legacy ones are refused (§3.1.1).
  await port.command(Opcode.reset);
  await refused(port.command(Opcode.setEventMask, eventMask));
  return 0;
}

async function enableEvents(port: ControllerPort, extended: boolean): Promise<void> {
  const bits = extended ? extendedLeEvents : leEvents;
  if (await refused(port.command(Opcode.leSetEventMask, mask(bits))))
    await port.command(Opcode.leSetEventMask, mask(firstLeEvents));
}

/** The buffers for LE, or those that LE and BR/EDR share (§7.8.2). */
async function aclBuffers(
  port: ControllerPort,
): Promise<{ readonly aclLength: number; readonly aclPackets: number }> {
  const own = await optional(port.command(Opcode.leReadBufferSize));
  if (own && own.length >= 3 && getUint16LE(own, 0) > 0 && own[2]! > 0)
    return { aclLength: getUint16LE(own, 0), aclPackets: own[2]! };
  const shared = await optional(port.command(Opcode.readBufferSize));
  if (shared && shared.length >= 7)
    return { aclLength: getUint16LE(shared, 0), aclPackets: getUint16LE(shared, 3) };
  return { aclLength: 0, aclPackets: 0 };
}
