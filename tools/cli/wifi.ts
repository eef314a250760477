import { type Command, InvalidArgumentError, Option } from "commander";
import { NodeClock } from "../../hosts/node/clock.js";
import { NodeRandom } from "../../hosts/node/random.js";
import { NodeSessionCrypto } from "../../hosts/node/session-crypto.js";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { WifiAccessPoint } from "../../modules/host/wifi.js";
import { type DeviceStatus, ProvisioningClient } from "../../modules/protocomm/client/client.js";
import { credentialsAsC, makeCredentials } from "../wifi/credentials.js";
import { HttpClientTransport } from "../wifi/http-client.js";
import { authName, defaultNetworks, networks, readNetworks } from "../wifi/networks.js";
import { qrText } from "../wifi/qr.js";
import { eventText, serve } from "../wifi/serve.js";

interface Address {
  readonly host: string;
  readonly port: number;
}

function address(text: string): Address {
  const [, host, digits] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port > 65535)
    throw new InvalidArgumentError("an address and a port are needed, as 127.0.0.1:8080.");
  return { host, port };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError("a whole number from 1 is needed.");
  return number;
}

function text(octets: Uint8Array): string {
  return new TextDecoder().decode(octets);
}

function octets(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value));
}

interface ServeArguments {
  readonly http: Address;
  readonly security: "0" | "1" | "2";
  readonly pop: string;
  readonly user: string;
  readonly password: string;
  readonly patch: "0" | "1";
  readonly attempts: number;
  readonly networks?: string;
  readonly host: "xs" | "node";
  readonly json?: boolean;
}

function addServe(wifi: Command): void {
  wifi
    .command("serve")
    .description("run a device with simulated Wi-Fi here, until somebody has provisioned it")
    .requiredOption("--http <address:port>", "where to listen, as a device's SoftAP would", address)
    .addOption(
      new Option("--security <version>", "how sessions are secured")
        .choices(["0", "1", "2"])
        .default("1"),
    )
    .option("--pop <text>", "proof of possession of security 1; empty for none", "abcd1234")
    .option("--user <name>", "user of security 2", "wifiprov")
    .option("--password <text>", "password of security 2", "abcd1234")
    .addOption(
      new Option("--patch <version>", "patch version of security 2")
        .choices(["0", "1"])
        .default("1"),
    )
    .option("--attempts <count>", "attempts to join a network", wholeNumber, 1)
    .option("--networks <file>", "the access points around, a JSON file")
    .addOption(
      new Option("--host <name>", "what the device runs on").choices(["xs", "node"]).default("xs"),
    )
    .option("--json", "print a JSON object for each event and nothing else")
    .action(async (options: ServeArguments) => {
      const { json, security, patch } = options;
      const print = (event: TraceEvent): void => {
        if (json) console.log(JSON.stringify(event));
        else {
          const line = eventText(event);
          if (line !== undefined) console.log(line);
          if (event.type === "wifi.service" && event.payload) console.log(qrText(event.payload));
        }
      };
      const device = await serve({
        ...options.http,
        security: Number(security) as 0 | 1 | 2,
        proofOfPossession: options.pop,
        username: options.user,
        password: options.password,
        patchVersion: Number(patch) as 0 | 1,
        attempts: options.attempts,
        accessPoints: options.networks ? readNetworks(options.networks) : networks(defaultNetworks),
        engine: options.host,
        onEvent: print,
      });
      const where = `${options.http.host}:${device.port}`;
      if (json) console.log(JSON.stringify({ type: "listening", address: where }));
      else console.log(`listening on ${where}`);
      try {
        await device.provisioned;
      } finally {
        await device.close();
      }
    });
}

interface ProvisionArguments {
  readonly http: string;
  readonly security?: "0" | "1" | "2";
  readonly pop: string;
  readonly user: string;
  readonly password: string;
  readonly ssid?: string;
  readonly passphrase: string;
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
  return { ...status, ssid: text(status.ssid), bssid: toHex(status.bssid) };
}

function plainAccessPoint({ ssid, bssid, channel, rssi, auth }: WifiAccessPoint): object {
  return { ssid: text(ssid), bssid: toHex(bssid), channel, rssi, auth: authName(auth) };
}

function tableOf(found: readonly WifiAccessPoint[]): string {
  const rows = found.map(
    ({ ssid, bssid, channel, rssi, auth }) =>
      `${text(ssid).padEnd(32)}  ${toHex(bssid)}  ${String(channel).padStart(7)}  ${String(rssi).padStart(4)}  ${authName(auth)}`,
  );
  return [`${"ssid".padEnd(32)}  bssid         channel  rssi  auth`, ...rows].join("\n");
}

/** What `xs-mesh wifi provision` does with a device. */
async function provision(
  client: ProvisioningClient,
  options: ProvisionArguments,
  say: (line: string, json: object) => void,
): Promise<boolean> {
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
  if (options.ssid === undefined) return true;
  const status = await client.provision(
    { ssid: octets(options.ssid), passphrase: octets(options.passphrase) },
    {
      timeout: options.timeout * 1000,
      onStatus: (step) => say(statusText(step), { type: "status", ...plainStatus(step) }),
    },
  );
  return status.state === "connected";
}

function addProvision(wifi: Command): void {
  wifi
    .command("provision")
    .description("tell a device which network to join, as ESP-IDF's esp_prov does")
    .requiredOption("--http <address:port>", "the device")
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
    .option("--passphrase <text>", "its passphrase", "")
    .option("--custom-data <text>", "send this to the endpoint custom-data")
    .option("--reset", "have the device forget its network")
    .option("--reprov", "have a device that is connected take other credentials")
    .option("--timeout <seconds>", "how long the device may take to join", wholeNumber, 60)
    .option("--json", "print a JSON object for each step and nothing else")
    .action(async (options: ProvisionArguments) => {
      const clock = new NodeClock();
      const { password, user: username, security } = options;
      const client = new ProvisioningClient({
        transport: new HttpClientTransport(options.http),
        clock,
        random: new NodeRandom(),
        crypto: new NodeSessionCrypto({ clock }),
        proofOfPossession: options.pop,
        ...(password !== "" && { credentials: { username, password } }),
        ...(security !== undefined && { security: Number(security) as 0 | 1 | 2 }),
      });
      try {
        const done = await provision(client, options, (line, json) =>
          console.log(options.json ? JSON.stringify(json) : line),
        );
        if (!done) process.exitCode = 1;
      } finally {
        client.close();
      }
    });
}

interface CredentialArguments {
  readonly user: string;
  readonly password: string;
  readonly salt?: string;
  readonly saltLength: number;
  readonly c?: boolean;
}

function addCredentials(wifi: Command): void {
  wifi
    .command("credentials")
    .description("make the salt and the verifier that a device with security 2 keeps of a password")
    .requiredOption("--user <name>", "the user")
    .requiredOption("--password <text>", "the password")
    .option("--salt <hex>", "this salt in place of a random one")
    .option("--salt-length <octets>", "of a random salt", wholeNumber, 16)
    .option("--c", "print C arrays as ESP-IDF's example has them, in place of JSON")
    .action(async ({ user, password, salt, saltLength, c }: CredentialArguments) => {
      if (user === "" || password === "") throw new Error("--user, --password: not empty");
      if (saltLength > 64) throw new Error("--salt-length: 1 to 64");
      const made = await makeCredentials({
        username: user,
        password,
        saltLength,
        ...(salt !== undefined && { salt: fromHex(salt) }),
      });
      if (c) console.log(credentialsAsC(made).trimEnd());
      else console.log(JSON.stringify({ salt: toHex(made.salt), verifier: toHex(made.verifier) }));
    });
}

/** `xs-mesh wifi`. */
export function addWifi(program: Command): void {
  const wifi = program.command("wifi").description("Wi-Fi provisioning as ESP-IDF ships it");
  addServe(wifi);
  addProvision(wifi);
  addCredentials(wifi);
}
