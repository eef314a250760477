// Espressif's own esp_prov.py provisions our device over HTTP, as over a SoftAP.
import type { ExecutionContext } from "ava";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TraceEvent } from "../../modules/host/trace.js";
import { networks } from "../../tools/wifi/networks.js";
import { serve, type ServeOptions } from "../../tools/wifi/serve.js";
import { peerTest, type Peer } from "../support/peer.js";

const { ESP_IDF, ESP_PROV } = process.env;

/** In ESP-IDF up to 5; from 6 on it belongs to idf-extra-components. */
const folder = ESP_PROV ?? (ESP_IDF === undefined ? undefined : join(ESP_IDF, "tools/esp_prov"));
const program = folder === undefined ? undefined : join(folder, "esp_prov.py");

/** Debian's, where the packages of apt are, before one that stands first in PATH. */
const python = ["/usr/bin/python3", "python3"].find(
  (path) => spawnSync(path, ["-c", "import cryptography, google.protobuf"]).status === 0,
);

function missing(): string | undefined {
  if (ESP_IDF === undefined) return "ESP_IDF names no checkout of espressif/esp-idf";
  const messages = join(ESP_IDF, "components/protocomm/python/session_pb2.py");
  for (const file of [program!, messages]) if (!existsSync(file)) return `there is no ${file}`;
  return python === undefined ? "Python lacks protobuf or cryptography" : undefined;
}

const espProv: Peer = {
  name: "esp_prov.py",
  missing: missing(),
  optional: true,
  hint:
    "git clone --depth 1 https://github.com/espressif/esp-idf (and, from ESP-IDF 6 on, " +
    "https://github.com/espressif/idf-extra-components, with ESP_PROV naming its " +
    "network_provisioning/tool/esp_prov); apt-get install python3-protobuf python3-cryptography",
};

interface Outcome {
  readonly status: number | null;
  readonly output: string;
  readonly events: readonly TraceEvent[];
}

const home = ["--ssid", "home", "--passphrase", "correct horse"];

/** Runs a device and the program against it; `input` is typed. */
async function run(
  security: 0 | 1 | 2,
  args: readonly string[],
  changes: Partial<ServeOptions> & { readonly input?: string } = {},
): Promise<Outcome> {
  const { input = "", ...options } = changes;
  const events: TraceEvent[] = [];
  const device = await serve({
    host: "127.0.0.1",
    port: 0,
    security,
    proofOfPossession: "abcd1234",
    username: "wifiprov",
    password: "abcd1234",
    patchVersion: 1,
    attempts: 1,
    accessPoints: networks([{ ssid: "home", passphrase: "correct horse" }, { ssid: "guests" }]),
    engine: "xs",
    onEvent: (event) => events.push(event),
    ...options,
  });
  try {
    const child = spawn(
      python!,
      [
        program!,
        ...["--transport", "softap"],
        ...["--service_name", `127.0.0.1:${device.port}`],
        ...args,
      ],
      { env: { ...process.env, IDF_PATH: ESP_IDF }, cwd: folder },
    );
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stdin.end(input);
    const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { status, output, events };
  } finally {
    await device.close();
  }
}

function provisioned(t: ExecutionContext, { status, output, events }: Outcome): void {
  t.is(status, 0, output);
  t.regex(output, /Provisioning was successful/);
  t.true(events.some((event) => event.type === "wifi.station" && event.state === "connected"));
}

function refused(t: ExecutionContext, { status, output, events }: Outcome): void {
  t.not(status, 0, output);
  t.regex(output, /Error in establishing session/);
  t.true(events.some((event) => event.type === "wifi.session" && event.reason === "proof"));
  t.false(events.some((event) => event.type === "wifi.station"));
}

const user = ["--sec2_username", "wifiprov"];

peerTest([espProv], "esp_prov.py with security 0", async (t) => {
  provisioned(t, await run(0, home));
});

peerTest([espProv], "esp_prov.py with security 1", async (t) => {
  provisioned(t, await run(1, ["--sec_ver", "1", "--pop", "abcd1234", ...home]));
  provisioned(t, await run(1, home, { proofOfPossession: "" }));
});

peerTest([espProv], "esp_prov.py with security 2", async (t) => {
  const args = ["--sec_ver", "2", ...user, "--sec2_pwd", "abcd1234", ...home];
  provisioned(t, await run(2, args));
  provisioned(t, await run(2, args, { patchVersion: 0 }));
});

peerTest([espProv], "esp_prov.py with a wrong secret", async (t) => {
  refused(t, await run(1, ["--sec_ver", "1", "--pop", "abcd1235", ...home]));
  refused(t, await run(2, ["--sec_ver", "2", ...user, "--sec2_pwd", "abcd1235", ...home]));
});

peerTest([espProv], "esp_prov.py scans, sends data of its own, and picks a network", async (t) => {
  const args = ["--sec_ver", "1", "--pop", "abcd1234", "--custom_data", "hello"];
  const outcome = await run(1, [...args, "--passphrase", "correct horse"], { input: "1\n" });
  t.regex(outcome.output, /\[ 1\] home .* WPA2_PSK/);
  t.regex(outcome.output, /\[ 2\] guests .* Open/);
  t.regex(outcome.output, /Custom data sent successfully/);
  provisioned(t, outcome);
});

peerTest(
  [espProv],
  "esp_prov.py with a wrong passphrase, and a network that is not there",
  async (t) => {
    const session = ["--sec_ver", "1", "--pop", "abcd1234"];
    const wrong = await run(1, [...session, "--ssid", "home", "--passphrase", "wrong"]);
    t.regex(wrong.output, /Incorrect Password/);
    const nowhere = await run(1, [...session, "--ssid", "nowhere", "--passphrase", "wrong"]);
    t.regex(nowhere.output, /Incorrect SSID/);
    for (const { output, events } of [wrong, nowhere]) {
      t.regex(output, /Provisioning failed/);
      t.false(events.some((event) => event.type === "wifi.station" && event.state === "connected"));
    }
  },
);

peerTest([espProv], "esp_prov.py sends a name and a passphrase in Latin-1", async (t) => {
  const accessPoints = networks([{ ssidHex: "436166e9", passphraseHex: "7061737377f67264" }]);
  const args = [
    "--sec_ver",
    "1",
    "--pop",
    "abcd1234",
    "--ssid",
    "Café",
    "--passphrase",
    "passwörd",
  ];
  const outcome = await run(1, args, { accessPoints });
  provisioned(t, outcome);
  t.true(
    outcome.events.some((event) => event.type === "wifi.station" && event.ssid === "436166e9"),
  );
});

peerTest([espProv], "esp_prov.py has a device forget its network", async (t) => {
  const { status, output } = await run(1, ["--sec_ver", "1", "--pop", "abcd1234", "--reset"]);
  t.is(status, 0, output);
  t.regex(output, /Resetting WiFi/);
});
