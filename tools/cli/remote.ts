import { type Command, InvalidArgumentError, Option } from "commander";
import { resolve } from "node:path";
import { toHex } from "../../modules/base/bytes.js";
import type { NodeEntry } from "../../modules/provisioner/database.js";
import type { ProvisioningBearer } from "../../modules/provisioning/link.js";
import type { AirModel, AirParameters } from "../air/model.js";
import { type NetworkFile, readNetwork, writeNetwork } from "../network/network-file.js";
import { octets, SimulatedNetwork } from "../network/simulated-network.js";
import { addAirOptions, givenAirParameters } from "./air-options.js";
import { unicast, wholeNumber } from "./arguments.js";
import {
  checkRadioOptions,
  type FoundDevice,
  givenFolder,
  networkBearerOption,
  provisionWithRadio,
  radioOption,
  scanWithRadio,
} from "./radio.js";

interface NetworkOptions extends Partial<AirParameters> {
  readonly air: AirModel;
  readonly network: string;
  readonly nodes: number;
  readonly seed: string;
  readonly loss: number;
  readonly json?: boolean;
}

function newAddress(text: string): number | "next" {
  return text === "next" ? text : unicast(text);
}

function deviceUuid(text: string): Uint8Array {
  const hex = text.replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(hex))
    throw new InvalidArgumentError("a UUID of 32 hexadecimal digits is needed.");
  return octets(hex);
}

function percent(text: string): number {
  return wholeNumber(0, 90)(text) / 100;
}

function addressText(address: number): string {
  return address.toString(16).padStart(4, "0");
}

/** Adds the options of every command that works on a network file. */
function onNetwork(command: Command): Command {
  command
    .option(
      "--network <file>",
      "where the network is kept; with --radio a folder",
      "build/network.json",
    )
    .option("-n, --nodes <count>", "devices of a new network", wholeNumber(1, 100), 6)
    .option("-s, --seed <text>", "of a new network", "1")
    .option("--loss <percent>", "packets that get lost on the air of a new network", percent, 0)
    .option("--json", "print JSON: an object a line");
  addAirOptions(command);
  return command;
}

/** The network from the file, or a new one made from the options. */
function networkIn(path: string, options: NetworkOptions): NetworkFile {
  const { air, loss, nodes, seed } = options;
  return readNetwork(path, { air, airParameters: givenAirParameters(options), loss, nodes, seed });
}

/**
 * Starts the network, runs one operation on it, and writes the resulting state to the file, also
 * after a failure.
 */
async function withNetwork<T>(
  options: NetworkOptions,
  work: (network: SimulatedNetwork) => Promise<T>,
  change: (path: string) => void = () => undefined,
): Promise<T> {
  const path = resolve(options.network);
  change(path);
  const network = new SimulatedNetwork(networkIn(path, options));
  try {
    return await network.result(work(network));
  } finally {
    writeNetwork(path, await network.close());
  }
}

function show(options: NetworkOptions, values: object, text: string): void {
  console.log(options.json ? JSON.stringify(values) : text);
}

function showNode(
  options: NetworkOptions,
  { address, elements, uuid }: NodeEntry,
  milliseconds: number,
  what: string,
  time: "simulatedMs" | "ms" = "simulatedMs",
): void {
  const values = { address, elements, uuid: toHex(uuid), [time]: Math.round(milliseconds) };
  const count = elements === 1 ? "1 element" : `${elements} elements`;
  const seconds = (milliseconds / 1000).toFixed(1);
  const text = `${toHex(uuid)} is ${addressText(address)} (${count}): ${what} in ${seconds} s`;
  show(options, values, text);
}

/** `xs-mesh scan`. */
function addScan(program: Command): void {
  const command = program
    .command("scan")
    .description("find unprovisioned devices, of a simulated network or with a radio")
    .addOption(radioOption())
    .addOption(networkBearerOption())
    .option("--server <address>", "the node that listens; default: the provisioner itself", unicast)
    .option("--uuid <uuid>", "only this device", deviceUuid)
    .option("--timeout <seconds>", "how long to listen", wholeNumber(1, 255), 10)
    .option("--limit <count>", "devices to find at most", wholeNumber(1, 255));
  onNetwork(command).action(
    async (
      options: NetworkOptions & {
        readonly server?: number;
        readonly uuid?: Uint8Array;
        readonly timeout: number;
        readonly limit?: number;
        readonly bearer?: "adv" | "gatt";
        readonly radio?: string;
      },
    ) => {
      const { bearer, limit, radio, server, timeout, uuid } = options;
      const print = ({ bearers, rssi, uuid: found }: FoundDevice) => {
        const hex = toHex(found);
        const over = bearers ? `  ${bearers.join(", ").toUpperCase()}` : "";
        const values = { uuid: hex, rssi, ...(bearers && { bearers }) };
        show(options, values, `${hex}  ${rssi} dBm${over}`);
      };
      if (radio !== undefined) {
        checkRadioOptions(command);
        const network = givenFolder(command);
        return scanWithRadio({ radio, bearer, network, server, timeout, uuid, limit }, print);
      }
      if (bearer !== undefined) throw new Error("--bearer is for a radio: add --radio");
      await withNetwork(options, async ({ clock, provisioner }) => {
        if (server !== undefined) {
          const request = { server, timeout, ...(uuid && { uuid }), ...(limit && { limit }) };
          for await (const device of provisioner.scan(request)) print(device);
          return;
        }
        await new Promise<void>((done) => clock.schedule(done, 1000 * timeout));
        provisioner.scanner.devices
          .filter((device) => !uuid || toHex(device.uuid) === toHex(uuid))
          .slice(0, limit)
          .forEach(print);
      });
    },
  );
}

/** `xs-mesh provision`. */
function addProvision(program: Command): void {
  const command = program
    .command("provision")
    .description("provision a device, of a simulated network or with a radio")
    .addOption(radioOption())
    .addOption(
      new Option(
        "--bearer <name>",
        "with --radio; default: pb-adv, where it is heard over that",
      ).choices(["pb-adv", "pb-gatt"]),
    )
    .argument("<uuid>", "the device", deviceUuid)
    .option(
      "--server <address>",
      "the node that hears it; default: the provisioner itself",
      unicast,
    )
    .option(
      "--address <address>",
      "for its primary element; default: the lowest that is free",
      unicast,
    );
  onNetwork(command).action(
    async (
      uuid: Uint8Array,
      options: NetworkOptions & {
        readonly server?: number;
        readonly address?: number;
        readonly bearer?: ProvisioningBearer;
        readonly radio?: string;
      },
    ) => {
      const { address, bearer, radio, server } = options;
      if (radio !== undefined) {
        checkRadioOptions(command);
        if (bearer !== undefined && server !== undefined)
          throw new Error("--bearer does not go with --server: the node there chooses it");
        const network = givenFolder(command);
        const request = { radio, network, uuid, server, address, bearer };
        const { entry, milliseconds } = await provisionWithRadio(request);
        showNode(options, entry, milliseconds, "provisioned", "ms");
        return;
      }
      if (bearer !== undefined) throw new Error("--bearer is for a radio: add --radio");
      await withNetwork(options, async ({ clock, provisioner }) => {
        const entry = await provisioner.provision({
          uuid,
          ...(server !== undefined && { server }),
          ...(address !== undefined && { address }),
        });
        showNode(options, entry, clock.now(), "provisioned");
      });
    },
  );
}

/** `xs-mesh reprovision`. */
function addReprovision(program: Command): void {
  const command = program
    .command("reprovision")
    .description("give a node of a simulated network another device key, address or composition")
    .argument("<address>", "of its primary element", unicast)
    .option("--address <address>", 'its new address; "next": the lowest that is free', newAddress)
    .option(
      "--elements <count>",
      "its firmware was updated and has so many elements",
      wholeNumber(1, 16),
    );
  onNetwork(command).action(
    async (
      node: number,
      options: NetworkOptions & { readonly address?: number | "next"; readonly elements?: number },
    ) => {
      const { address, elements } = options;
      const work = async ({ clock, provisioner }: SimulatedNetwork) => {
        const entry = await provisioner.reprovision(node, {
          ...(address !== undefined && { address }),
          compositionChanged: elements !== undefined,
        });
        showNode(options, entry, clock.now(), "refreshed");
      };
      await withNetwork(options, work, (path) => {
        if (elements !== undefined) updateFirmware(path, options, node, elements);
      });
    },
  );
}

/** Installs firmware with `elements` elements on the node at the address. */
function updateFirmware(
  path: string,
  options: NetworkOptions,
  address: number,
  elements: number,
): void {
  const file = networkIn(path, options);
  const { provisioner } = new SimulatedNetwork(file);
  const entry = provisioner.database.at(address);
  if (!entry) throw new Error(`${addressText(address)}: there is no such node`);
  const uuid = toHex(entry.uuid);
  const devices = file.devices.map((device) =>
    device.uuid === uuid ? { ...device, elements } : device,
  );
  writeNetwork(path, { ...file, devices });
}

/** The commands that find, provision and refresh the nodes of a network in a file. */
export function addRemote(program: Command): void {
  addScan(program);
  addProvision(program);
  addReprovision(program);
}
