import { type Command, Option } from "commander";
import { NodeClock } from "../../hosts/node/clock.js";
import { NodeRandom } from "../../hosts/node/random.js";
import { NodeSessionCrypto } from "../../hosts/node/session-crypto.js";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import type { WifiAccessPoint, WifiNetwork } from "../../modules/host/wifi.js";
import { type DeviceStatus, ProvisioningClient } from "../../modules/protocomm/client/client.js";
import type { SecurityOptions } from "../../modules/protocomm/security/options.js";
import { makeCredentials } from "../wifi/credentials.js";
import { HttpClientTransport } from "../../hosts/node/http-client-transport.js";
import { authName, defaultNetworks, networks, readNetworks } from "../wifi/networks.js";
import { DeviceOnAir } from "../wifi/on-air.js";
import { wholeNumber } from "./arguments.js";

/** Prints one step: `line` as text, or `json` with `--json`. */
type Say = (line: string, json: object) => void;

function text(octets: Uint8Array): string {
  return new TextDecoder().decode(octets);
}

function octets(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value));
}

interface ProvisionArguments {
  readonly http?: string;
  readonly air?: boolean;
  readonly mtu: number;
  readonly networks?: string;
  readonly security?: "0" | "1" | "2";
  readonly pop: string;
  readonly user: string;
  readonly password: string;
  readonly ssid?: string;
  readonly ssidHex?: string;
  readonly passphrase: string;
  readonly passphraseHex?: string;
  readonly scan?: boolean;
  readonly reset?: boolean;
  readonly reprov?: boolean;
  readonly customData?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

function statusText(status: DeviceStatus): string {
  switch (status.state) {
    case "disconnected":
      return "the device is not connected";
    case "connecting":
      return status.attemptsRemaining === undefined
        ? "the device joins the network ..."
        : `an attempt failed, ${status.attemptsRemaining} remain`;
    case "connected":
      return `the device is connected to "${text(status.ssid)}" as ${status.address}`;
    case "failed":
      return status.reason === "authentication"
        ? "the device was refused: is the passphrase right?"
        : "the device finds no network of that name";
  }
}

function plainStatus(status: DeviceStatus): object {
  if (status.state !== "connected") return status;
  const { ssid, bssid } = status;
  return { ...status, ssid: text(ssid), ssidHex: toHex(ssid), bssid: toHex(bssid) };
}

function plainAccessPoint({ ssid, bssid, channel, rssi, auth }: WifiAccessPoint): object {
  const name = { ssid: text(ssid), ssidHex: toHex(ssid) };
  return { ...name, bssid: toHex(bssid), channel, rssi, auth: authName(auth) };
}

function tableOf(found: readonly WifiAccessPoint[]): string {
  const rows = found.map(
    ({ ssid, bssid, channel, rssi, auth }) =>
      `${text(ssid).padEnd(32)}  ${toHex(bssid)}  ${String(channel).padStart(7)}  ${String(rssi).padStart(4)}  ${authName(auth)}`,
  );
  return [`${"ssid".padEnd(32)}  bssid         channel  rssi  auth`, ...rows].join("\n");
}

/**
 * The network to join. Its octets are given as text or as hexadecimal digits. Throws SyntaxError
 * for wrong digits.
 */
function networkOf(options: ProvisionArguments): WifiNetwork | undefined {
  const { ssid, ssidHex, passphrase, passphraseHex } = options;
  if (ssid === undefined && ssidHex === undefined) return undefined;
  return {
    ssid: ssidHex === undefined ? octets(ssid!) : fromHex(ssidHex),
    passphrase: passphraseHex === undefined ? octets(passphrase) : fromHex(passphraseHex),
  };
}

/** Provisions a device: the procedure of `xs-mesh wifi provision`. */
async function provision(
  client: ProvisioningClient,
  options: ProvisionArguments,
  say: Say,
): Promise<boolean> {
  const network = networkOf(options);
  const version = await client.open();
  say(
    `a session with a device of version ${version.version} begins, security ${options.security ?? version.security}`,
    { type: "session", ...version },
  );
  if (options.customData !== undefined) {
    const answer = text(await client.request("custom-data", octets(options.customData)));
    say(`custom-data is answered: ${answer}`, { type: "custom-data", answer });
  }
  if (options.reset) {
    await client.reset();
    say("the device has forgotten its network", { type: "reset" });
  }
  if (options.reprov) {
    await client.reprovision();
    say("the device takes other credentials", { type: "reprov" });
  }
  if (options.scan) {
    const found = await client.scan();
    say(tableOf(found), { type: "scan", accessPoints: found.map(plainAccessPoint) });
  }
  if (!network) return true;
  const status = await client.provision(network, {
    timeout: options.timeout * 1000,
    onStatus: (step) => say(statusText(step), { type: "status", ...plainStatus(step) }),
  });
  return status.state === "connected";
}

/** `xs-mesh wifi provision`. */
export function addProvision(wifi: Command): void {
  wifi
    .command("provision")
    .description("tell a device which network to join, as ESP-IDF's esp_prov does")
    .option("--http <address:port>", "the device, by its SoftAP's address or that of wifi serve")
    .option("--air", "a device of our own on a virtual radio: pop and password are abcd1234")
    .option("--mtu <octets>", "ATT_MTU on the virtual radio, 23 to 517", wholeNumber(23, 517), 256)
    .option("--networks <file>", "with --air, the access points around the device, a JSON file")
    .addOption(
      new Option("--security <version>", "in place of what the device says it prefers").choices([
        "0",
        "1",
        "2",
      ]),
    )
    .option("--pop <text>", "proof of possession of security 1", "")
    .option("--user <name>", "user of security 2", "wifiprov")
    .option("--password <text>", "password of security 2", "")
    .option("--scan", "show which access points the device hears")
    .option("--ssid <name>", "the network to join")
    .option("--ssid-hex <digits>", "the same as octets, for a name that is no UTF-8")
    .option("--passphrase <text>", "its passphrase", "")
    .option("--passphrase-hex <digits>", "the same as octets")
    .option("--custom-data <text>", "send this to the endpoint custom-data")
    .option("--reset", "have the device forget its network")
    .option("--reprov", "have a device that is connected take other credentials")
    .option("--timeout <seconds>", "how long the device may take to join", wholeNumber(1, 3600), 60)
    .option("--json", "print a JSON object for each step and nothing else")
    .action(async (options: ProvisionArguments) => {
      if ((options.http === undefined) === !options.air)
        throw new Error("one of --http and --air is needed");
      const say = (line: string, json: object): void =>
        console.log(options.json ? JSON.stringify(json) : line);
      const done = options.air
        ? await provisionOnAir(options, say)
        : await provisionOverHttp(options, options.http!, say);
      if (!done) process.exitCode = 1;
    });
}

/** The client's credentials: proof of possession, or username and password. */
function secretsOf({ pop, user, password, security }: ProvisionArguments) {
  return {
    proofOfPossession: pop,
    ...(password !== "" && { credentials: { username: user, password } }),
    ...(security !== undefined && { security: Number(security) as 0 | 1 | 2 }),
  };
}

async function provisionOverHttp(
  options: ProvisionArguments,
  address: string,
  say: Say,
): Promise<boolean> {
  const clock = new NodeClock();
  const client = new ProvisioningClient({
    transport: new HttpClientTransport(address),
    clock,
    random: new NodeRandom(),
    crypto: new NodeSessionCrypto({ clock }),
    ...secretsOf(options),
  });
  try {
    return await provision(client, options, say);
  } finally {
    client.close();
  }
}

/** The security of the simulated device that `--air` starts. */
async function deviceSecurity(version: string | undefined): Promise<SecurityOptions> {
  const secret = "abcd1234";
  if (version === "0") return { version: 0 };
  if (version !== "2") return { version: 1, proofOfPossession: secret };
  return { version: 2, ...(await makeCredentials({ username: "wifiprov", password: secret })) };
}

async function provisionOnAir(options: ProvisionArguments, say: Say): Promise<boolean> {
  const run = await DeviceOnAir.start({
    engine: "xs",
    settings: { security: await deviceSecurity(options.security) },
    accessPoints: options.networks ? readNetworks(options.networks) : networks(defaultNetworks),
  });
  try {
    const client = await run.during(run.client({ mtu: options.mtu, ...secretsOf(options) }));
    return await run.during(provision(client, options, say));
  } finally {
    run.close();
  }
}
