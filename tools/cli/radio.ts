// `xs-mesh scan` and `xs-mesh provision` on a Bluetooth controller.
import { type Command, Option } from "commander";
import { toHex } from "../../modules/base/bytes.js";
import type { NodeEntry } from "../../modules/provisioner/database.js";
import type { ProvisionDeviceOptions } from "../../modules/provisioner/provisioner.js";
import type { ProvisioningBearer } from "../../modules/provisioning/link.js";
import type { UnprovisionedDevice } from "../../modules/provisioning/scanner.js";
import { TimeoutError } from "../../modules/base/errors.js";
import type { ProxyConnections } from "../radio/proxy-connections.js";
import { RadioProvisioner, type RadioProvisionerOptions } from "../radio/radio-provisioner.js";

/** Milliseconds within which a device is heard. */
const beaconTimeout = 60_000;
/** Milliseconds for the search of a proxy and the connection. */
const proxyTimeout = 8000;

/** The option of a Bluetooth controller. */
export function radioOption(): Option {
  return new Option(
    "--radio <spec>",
    "a Bluetooth controller instead of a simulation: tcp:host:port, unix:/path, serial:/dev/ttyUSB0[@baud] or hci:0",
  );
}

/** What messages go over, on a Bluetooth controller. */
export function networkBearerOption(): Option {
  return new Option(
    "--bearer <name>",
    "with --radio: adv, by advertising alone; gatt, by GATT connections alone, as a phone; default: both, where the controller can",
  ).choices(["adv", "gatt"]);
}

/** Options that have a meaning with `--radio` in `xs-mesh scan` and `xs-mesh provision`. */
const ofRadios = ["radio", "network", "server", "uuid", "timeout", "limit", "address", "bearer"];

/** Throws Error for options that do not go with `--radio`. */
export function checkRadioOptions(command: Command): void {
  const isGiven = (name: string) => command.getOptionValueSource(name) === "cli";
  const wrong = command.options.find((option) => {
    const name = option.attributeName();
    return isGiven(name) && name !== "json" && !ofRadios.includes(name);
  });
  if (wrong) throw new Error(`${wrong.long} does not go with --radio: its devices are real`);
}

/** The folder that `--network` names; undefined: it is not given. */
export function givenFolder(command: Command): string | undefined {
  const { network } = command.opts<{ readonly network?: string }>();
  return command.getOptionValueSource("network") === "cli" ? network : undefined;
}

export interface RadioScan {
  readonly radio: string;
  /** Folder of the network, with its keys; undefined: none is used. */
  readonly network: string | undefined;
  /** What messages go over; see RadioProvisionerOptions. */
  readonly bearer?: "adv" | "gatt" | undefined;
  /** The node that listens; undefined: the radio itself. */
  readonly server?: number | undefined;
  readonly uuid?: Uint8Array | undefined;
  /** Seconds. */
  readonly timeout: number;
  readonly limit?: number | undefined;
}

/** A device that is found; `bearers`: undefined where another node has heard it. */
export type FoundDevice = Pick<UnprovisionedDevice, "uuid" | "rssi"> &
  Partial<Pick<UnprovisionedDevice, "bearers">>;

/** Calls `print` with the devices that are heard. Ends early at SIGINT. */
export async function scanWithRadio(
  { bearer, limit, network, radio, server, timeout, uuid }: RadioScan,
  print: (device: FoundDevice) => void,
): Promise<void> {
  if (server !== undefined && network === undefined)
    throw new Error("--server: name the folder of its network: --network my-home");
  const options = { radio, bearer, network };
  await withRadio(options, async ({ clock, provisioner, proxies }, signal) => {
    if (server !== undefined) {
      await reached(proxies, signal);
      const request = { server, timeout, ...(uuid && { uuid }), ...(limit && { limit }) };
      const devices = provisioner.scan(request);
      signal.addEventListener("abort", () => void devices.return?.());
      for await (const device of devices) print(device);
      return;
    }
    await new Promise<void>((resolve) => {
      clock.schedule(resolve, 1000 * timeout);
      signal.addEventListener("abort", () => resolve());
    });
    provisioner.scanner.devices
      .filter((device) => !uuid || toHex(device.uuid) === toHex(uuid))
      .slice(0, limit)
      .forEach(print);
  });
}

export interface RadioProvisioning {
  readonly radio: string;
  /** Folder of the network. */
  readonly network: string | undefined;
  readonly uuid: Uint8Array;
  readonly server?: number | undefined;
  readonly address?: number | undefined;
  readonly bearer?: ProvisioningBearer | undefined;
}

/** Provisions a device; its entry, and the milliseconds that it took. Gives up at SIGINT. */
export function provisionWithRadio({
  address,
  bearer,
  network,
  radio,
  server,
  uuid,
}: RadioProvisioning): Promise<{ readonly entry: NodeEntry; readonly milliseconds: number }> {
  if (network === undefined)
    throw new Error(
      "--radio: name the folder that keeps the network with its keys: --network my-home",
    );
  const over = bearer === "pb-gatt" ? "gatt" : undefined;
  return withRadio({ radio, bearer: over, network }, async (opened, signal) => {
    const { provisioner, proxies } = opened;
    if (server !== undefined) await reached(proxies, signal);
    const options: ProvisionDeviceOptions = {
      signal,
      ...(server !== undefined && { server }),
      ...(address !== undefined && { address }),
      ...(bearer !== undefined && { bearer }),
    };
    if (server === undefined)
      await provisioner.scanner.wait(uuid, { timeout: beaconTimeout, signal });
    const entry = await provisioner.provision(uuid, options);
    return { entry, milliseconds: opened.now() };
  });
}

/**
 * Connects to a proxy, where one is heard: the node that is asked may be out of the radio's range, or
 * reached over GATT alone.
 */
async function reached(proxies: ProxyConnections | undefined, signal: AbortSignal): Promise<void> {
  try {
    await proxies?.connect({ timeout: proxyTimeout, signal });
  } catch (error) {
    // Without advertising there is no other way.
    if (!(error instanceof TimeoutError) || proxies?.gattOnly) throw error;
  }
}

/** Runs `work` on a radio, which is closed at its end. `signal`: SIGINT has come. */
async function withRadio<T>(
  options: RadioProvisionerOptions,
  work: (radio: RadioProvisioner, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const radio = await RadioProvisioner.open(options);
  const abort = new AbortController();
  const cancel = () => abort.abort();
  process.once("SIGINT", cancel);
  try {
    return await work(radio, abort.signal);
  } finally {
    process.off("SIGINT", cancel);
    radio.close();
  }
}
