import { type Command, InvalidArgumentError, Option } from "commander";
import { fromHex, toHex } from "../../modules/base/bytes.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import { credentialsAsC, makeCredentials } from "../wifi/credentials.js";
import { defaultNetworks, networks, readNetworks } from "../wifi/networks.js";
import { qrText } from "../wifi/qr.js";
import { eventText, serve } from "../wifi/serve.js";
import { wholeNumber } from "./arguments.js";
import { addProvision } from "./wifi-provision.js";

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

interface ServeArguments {
  readonly http: Address;
  readonly security: "0" | "1" | "2";
  readonly pop: string;
  readonly user: string;
  readonly password: string;
  readonly patch: "0" | "1";
  readonly attempts: number;
  readonly oldest?: "readme" | "3.2";
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
    .addOption(
      new Option(
        "--oldest <dialect>",
        "answer V0.1 as ESP-IDF 3.2.x, or as its first README",
      ).choices(["3.2", "readme"]),
    )
    .option("--attempts <count>", "attempts to join a network", wholeNumber(1, 255), 1)
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
        ...(options.oldest && { oldest: options.oldest }),
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
    .option("--salt-length <octets>", "of a random salt", wholeNumber(1, 64), 16)
    .option("--c", "print C arrays as ESP-IDF's example has them, in place of JSON")
    .action(async ({ user, password, salt, saltLength, c }: CredentialArguments) => {
      if (user === "" || password === "") throw new Error("--user, --password: not empty");
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
