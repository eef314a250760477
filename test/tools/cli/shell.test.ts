import test from "ava";
import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { schemaError } from "../../support/json-schema.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const program = fileURLToPath(new URL("../../../tools/xs-mesh.mjs", import.meta.url));
const thermometer = fileURLToPath(
  new URL("../../../examples/thermometer/main.ts", import.meta.url),
);
const silent = fileURLToPath(new URL("../../../examples/lamp/main.ts", import.meta.url));
const lamp = fileURLToPath(new URL("../simulation/firmware/lamp.ts", import.meta.url));
const schema = JSON.parse(
  readFileSync(new URL("../../../docs/shell.schema.json", import.meta.url), "utf8"),
) as unknown;

/** Runs `xs-mesh shell` with these lines. */
function shell(lines: readonly string[], ...options: string[]) {
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = spawn(process.execPath, [program, "shell", ...options]);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    child.on("close", (status) => resolve({ status, stdout, stderr }));
    child.stdin.end(lines.join("\n"));
  });
}

const session = [
  "provision all  # by their beacons",
  "configure all",
  "group add hall",
  "subscribe light-2 onoff-server hall",
  "publish light-1 onoff-client hall",
  "watch onoff",
  "press light-1",
  "watch off",
  "send light-2 onoff-get",
  "lamps",
];
const lastLines =
  /\n +\d+\.\d{3} {2}light-1 → hall: Generic OnOff Set Unacknowledged, state on, TID \d+\nlight-1: button pressed \(short\); lamp on\nmessages are not printed\nlight-2: Generic OnOff Status, state on\nlight-1 {2}lamp on\nlight-2 {2}lamp on\n$/;

for (const host of ["node", "xs"])
  test.serial(`on ${host}: a whole session that is piped in, in words`, async (t) => {
    const { status, stderr, stdout } = await shell(session, "--nodes", "2", "--host", host);
    t.is(stderr, "not saved: the network ends with this session (save <file> keeps it)\n");
    t.is(status, 0);
    t.regex(stdout, lastLines);
  });

test.serial("the same session as JSON, an object a line, as the schema says", async (t) => {
  const { status, stdout } = await shell([...session, "nonsense"], "--nodes", "2", "--json");
  t.is(status, 1);
  const objects = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const object of objects) t.is(schemaError(schema, object), undefined);
  t.deepEqual(
    objects.filter(({ type }) => type === "result").map(({ command }) => command),
    session.map((line) => line.split(" ")[0]),
  );
  t.like(objects.at(-1), { type: "error", line: 11, command: "nonsense" });
  t.like(
    objects.find(({ type }) => type === "message"),
    { source: "light-1", destination: "hall" },
  );
});

test.serial("the first error ends piped commands, with its line and status 1", async (t) => {
  const { status, stderr, stdout } = await shell(
    ["nodes", "", "provison x", "time"],
    "--nodes",
    "1",
  );
  t.is(status, 1);
  t.is(stderr, "line 3: there is no command provison; did you mean provision?\n");
  t.is(stdout, "there is no node yet; provision adds devices\n");
});

test.serial("--keep-going goes on after an error, and the status is 1 as well", async (t) => {
  const lines = ["provison x", "time", "exit", "nodes"];
  const { status, stderr, stdout } = await shell(lines, "--nodes", "1", "--keep-going", "--echo");
  t.is(status, 1);
  t.regex(stderr, /^line 1: /);
  t.regex(stdout, /^mesh> provison x\nmesh> time\n\d+\.\d{3} s since .*\nmesh> exit\n$/);
});

for (const options of [[], ["--json"]])
  test.serial(`a reader that ends is no error: shell ${options.join(" ")} | head`, async (t) => {
    const child = spawn(process.execPath, [program, "shell", "--keep-going", ...options]);
    let stderr = "";
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    child.stdin.on("error", () => undefined);
    child.stdin.end("help\n".repeat(2000));
    const status = await new Promise((resolve) => child.on("close", resolve));
    t.is(stderr, "");
    t.is(status, 0);
  });

test.serial("the value that a device shows is the next line", async (t) => {
  const firmware = fileURLToPath(new URL("../../../examples/output-oob/main.ts", import.meta.url));
  const lines = ["provision light-1 oob=output", "nine", "time"];
  const { stderr, stdout } = await shell(
    lines,
    "--nodes",
    "1",
    "--firmware",
    firmware,
    "--keep-going",
  );
  t.regex(stderr, /^line 1: the value: nine is not a whole number/);
  t.regex(stdout, /light-1: lamp on\n[^]* s since the start/);
});

test.serial("the devices of a script, with its plan", async (t) => {
  const folder = temporaryFolder(t);
  const script = join(folder, "office.mjs");
  const server = { model: "Generic OnOff Server", subscribe: "hall" };
  writeFileSync(
    script,
    `export default ${JSON.stringify({
      title: "two lamps",
      devices: {
        desk: { firmware: lamp, position: { x: 1, y: 0 } },
        wall: { firmware: lamp, position: { x: 2, y: 0 } },
      },
      network: { groups: ["hall"], appKeys: ["light"], nodes: { desk: [server] } },
    })};`,
  );
  const saved = join(folder, "office.json");
  const lines = [
    "provision all",
    "configure all",
    "node desk",
    "group",
    "key list",
    `save ${saved}`,
  ];
  const { status, stderr, stdout } = await shell(lines, "--script", script);
  t.is(stderr, "");
  t.is(status, 0);
  t.regex(stdout, /desk: configured as the script says\nwall: 1 model bound to AppKey light \(0\)/);
  t.regex(stdout, /Generic OnOff Server \(1000\): bound to AppKey light \(0\); subscribes to hall/);
  t.is(statSync(saved).mode & 0o777, 0o600);
  const again = await shell(
    ["configure desk", "send hall onoff-set-unacknowledged on=1", "lamps"],
    "--network",
    saved,
  );
  t.is(again.status, 0);
  t.regex(again.stdout, /desk: configured as the script says\nsent to hall\ndesk {2}lamp on\nwall/);
});

test.serial("messages of the user's own models are sent and watched by name", async (t) => {
  const messages = join(temporaryFolder(t), "messages.ts");
  writeFileSync(
    messages,
    `import { message, unsigned, vendorOpcode } from "xs-mesh";
    export const Status = message("Temperature Status", vendorOpcode(1, 0xffff), { tenths: unsigned(1) });
    export const Get = message("Temperature Get", vendorOpcode(2, 0xffff), {}, Status);`,
  );
  const lines = ["provision light-1", "configure all", "messages temperature", "watch temperature"];
  const { stderr, stdout } = await shell(
    [...lines, "send light-1 temperature-get"],
    ...["--nodes", "1", "--firmware", thermometer, "--messages", messages],
  );
  t.regex(stdout, /0xc1ffff temperature-status tenths=<number>\n/, stderr);
  t.regex(stdout, /\nlight-1: Temperature Status, tenths \d+\n/, stderr);
  t.regex(stdout, /light-1 → provisioner: Temperature Status, tenths \d+\n/, stderr);
});

for (const [options, message] of [
  [["--network", "none.json"], /^xs-mesh: --network: there is no .*none\.json\n$/],
  [["--script", "none.ts"], /^xs-mesh: --script: there is no /],
  [["--firmware", "none.ts"], /^xs-mesh: --firmware: there is no /],
  [["--nodes", "5000"], /--nodes/],
  [["--host", "board"], /--host/],
  [
    ["--network", program, "--nodes", "2"],
    /^xs-mesh: --nodes does not go with --network: the file says it\n$/,
  ],
  [
    ["--script", program, "--nodes", "2"],
    /^xs-mesh: --nodes and --firmware do not go with --script/,
  ],
  [["--script", thermometer], /^xs-mesh: --script: .* has no script: export default defineScript/],
  [["--messages", silent], /^xs-mesh: --messages: .* exports no message\n$/],
] as const)
  test.serial(`refused: shell ${options.join(" ")}`, async (t) => {
    const { status, stderr, stdout } = await shell(["nodes"], ...options);
    t.is(status, 1);
    t.regex(stderr, message);
    t.is(stdout, "");
  });

test.serial("in real time, on an air that Bluetooth hosts can join", async (t) => {
  const lines = ["provision light-1", "configure all", "send light-1 onoff-set on=1", "time"];
  const { status, stderr, stdout } = await shell(lines, "--hci", "0", "--nodes", "1");
  t.is(status, 0, stderr);
  t.regex(stdout, /hosts join by HCI \(H4\) over TCP to 127\.0\.0\.1:\d+\n/);
  t.regex(
    stdout,
    /light-1: Generic OnOff Status, state on\n\d+\.\d{3} s since the start, real time\n$/,
  );
});
