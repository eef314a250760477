// What the entry points export: every function and class is given wrong values in a test, or has
// a reason for which it is not.
import "../modules/checks/install.js";
import test from "ava";
import { readFileSync } from "node:fs";
import {
  airParameters,
  LocalHttpServer,
  LocalHttpTransport,
  neighbourDistance,
  RefusalLog,
  World,
} from "xs-mesh/simulation";
import { SeededRandom, VirtualClock } from "xs-mesh/node";
import { captureTo } from "xs-mesh/simulation/files";
import { HttpClientTransport } from "xs-mesh/protocomm/http";
import { argumentTables, type ArgumentTable } from "./support/mistakes/argument-tables.js";
import { hostTables } from "./support/mistakes/host-tables.js";
import {
  type Kind,
  optionTables,
  wrongValue,
  wrongValues,
} from "./support/mistakes/option-tables.js";
import { isTold } from "./support/mistakes/told.js";

const hostArguments: Readonly<Record<string, ArgumentTable>> = {
  airParameters: { call: airParameters, valid: () => ["typical"], args: [["air", "special"]] },
  captureTo: {
    call: (path: string) => captureTo(path),
    valid: () => ["run.pcapng"],
    args: [["path", "string"]],
  },
  HttpClientTransport: {
    call: (address: string) => new HttpClientTransport(address),
    valid: () => ["127.0.0.1:80"],
    args: [["address", "string"]],
  },
  LocalHttpTransport: {
    call: (server: LocalHttpServer) => new LocalHttpTransport(server),
    valid: () => [new LocalHttpServer()],
    args: [["server", "object"]],
  },
  neighbourDistance: {
    call: neighbourDistance,
    valid: () => [airParameters("typical")],
    args: [["parameters", "object"]],
  },
  RefusalLog: {
    call: (clock?: VirtualClock) => new RefusalLog(clock),
    valid: () => [new VirtualClock()],
    args: [["clock", "object", "optional"]],
  },
  SeededRandom: {
    call: (seed: number) => new SeededRandom(seed),
    valid: () => [1],
    args: [["seed", "special"]],
  },
  VirtualClock: {
    call: (start?: number) => new VirtualClock(start),
    valid: () => [0],
    args: [["start", "time", "optional"]],
  },
};

/** Why a function or class is in no table. */
const exempt: Readonly<Record<string, string>> = Object.fromEntries([
  ...[
    "Abort",
    "ConfigurationClient",
    "FieldWriter",
    "Lightness",
    "LargeCompositionDataClient",
    "LocalHttpServer",
    "NodeClock",
    "NodeRandom",
    "OnDemandPrivateProxyClient",
    "OpcodesAggregatorClient",
    "OpcodesAggregatorServer",
    "PrivateBeaconClient",
    "PrivateBeaconServer",
    "RangedState",
    "RemoteProvisioningClient",
    "SarConfigurationClient",
    "SarConfigurationServer",
    "SolicitationPduRplClient",
    "SolicitationPduRplServer",
    "WebClock",
    "WebRandom",
  ].map((name) => [name, "its constructor has no argument"]),
  ...["addAdvertisement", "claimConnection", "releaseConnection", "removeAdvertisement"].map(
    (name) => [name, "the GATT server checks what it gets"],
  ),
  ["FieldReader", "the decoder of messages makes it, for every message"],
  ["HciRadio", "openRadio makes it"],
  ...["keyRefresh", "keyRefreshState", "resumeKeyRefresh"].map((name) => [
    name,
    "test/modules/provisioner/key-refresh.test.ts has its texts",
  ]),
  ["knowledgeOf", "the reader of Mesh Configuration Databases checks what it gets"],
  ["NodeHttpServer", "its constructor is private"],
  ["openRadio", "test/hosts/hci/radio-spec.test.ts has its texts"],
  ["Station", "VirtualAir.attach makes it, and checks its options"],
]) as Record<string, string>;

const { exports } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>> };

const entries = Object.entries(exports).flatMap(([name, targets]) =>
  typeof targets === "string" || name.includes("*") || !targets["xs-mesh-source"] ? [] : [name],
);

async function exported(): Promise<ReadonlyMap<string, CallableFunction>> {
  const all = new Map<string, CallableFunction>();
  for (const entry of entries) {
    const module = (await import(entry.replace(".", "xs-mesh"))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module))
      if (typeof value === "function") all.set(name, value);
  }
  return all;
}

function isErrorClass(value: CallableFunction): boolean {
  return value.prototype instanceof Error;
}

const tables = { ...optionTables, ...hostTables, ...argumentTables, ...hostArguments };

test("each exported function and class is in a table of these tests, or says why not", async (t) => {
  const all = await exported();
  t.true(entries.length >= 10 && all.size >= 100, `${entries.length} entries, ${all.size} exports`);
  for (const [name, value] of all)
    if (!isErrorClass(value)) t.true(name in tables !== name in exempt, name);
  for (const name of Object.keys(exempt)) t.true(all.has(name), `${name} is exported`);
});

test("a class that is said to have no argument has none", async (t) => {
  const all = await exported();
  for (const [name, why] of Object.entries(exempt))
    if (why.endsWith("no argument")) t.is(all.get(name)!.length, 0, name);
});

for (const [name, { make, options, valid }] of Object.entries(hostTables)) {
  const made = (changes: object) => make({ ...valid(), ...changes } as never);

  test(`${name}: each option refuses values of other kinds`, (t) => {
    t.notThrows(() => made({}));
    for (const [option, kind] of Object.entries(options)) {
      for (const [title, fits] of Object.entries(wrongValues))
        if (!fits.includes(kind))
          isTold(t, () => made({ [option]: wrongValue(title) }), option, `${option}: ${title}`);
      if (option in valid()) isTold(t, () => made({ [option]: undefined }), option, option);
    }
    for (const title of ["null", "text", "-1", "true", "[]", "function"])
      isTold(t, () => make(wrongValue(title) as never), "options of ", title);
  });

  test(`${name}: a misspelt option is refused with the right name`, (t) => {
    t.pass("some have only options that are required, whose names are missed at once");
    for (const option of Object.keys(options)) {
      if (option in valid() || option.length < 5) continue;
      const misspelt = `${option.slice(0, 3)}${option.slice(4)}`;
      isTold(t, () => made({ [misspelt]: undefined }), option, misspelt);
    }
  });
}

for (const [name, { args, call, valid }] of Object.entries(hostArguments))
  test(`${name}: each argument refuses values of other kinds`, (t) => {
    t.notThrows(() => call(...(valid() as never[])));
    args.forEach(([argument, kind], i) => {
      for (const [title, fits] of Object.entries(wrongValues)) {
        if (kind === "special" ? isSeed(argument, title) : fits.includes(kind as Kind)) continue;
        const wrong = valid().map((right, k) => (k === i ? wrongValue(title) : right));
        isTold(t, () => call(...(wrong as never[])), argument, `${argument}: ${title}`);
      }
    });
  });

/** Any number and any string is a seed. */
function isSeed(argument: string, title: string): boolean {
  const value = wrongValue(title);
  return argument === "seed" && (typeof value === "string" || Number.isFinite(value));
}

test("a Buffer of Node.js counts as octets", (t) => {
  const { make, valid } = optionTables["Node"]!;
  t.notThrows(() => make({ ...valid(), uuid: Buffer.alloc(16, 1) } as never));
});

/** Plans of a network in which one name is wrong, and what the error says. */
const wrongWorlds: readonly (readonly [options: object, text: RegExp])[] = [
  [{ air: "perfect" }, /^air: "perfect" is none of ideal, kind, typical, harsh, coexist$/],
  [{ host: "chip" }, /^host: "chip" is none of xs, node$/],
  [{ seed: {} }, /^seed: an object where a number or a string is needed$/],
  [{ walls: [3] }, /^an item of walls: 3 where an object is needed$/],
  [{ parameters: { lossrate: 0.5 } }, /^lossrate: .*did you mean lossRate\?$/],
  [{ parameters: { lossRate: "x" } }, /^lossRate: 0\.\.1, not x$/],
  [{ network: { group: ["hall"] } }, /^group: .*did you mean groups\?$/],
  [{ network: { nodes: { a: [{ modle: "1000" }] } } }, /^modle: .*did you mean model\?$/],
  [{ network: { nodes: { a: {} } } }, /^nodes\.a: an object where an array is needed$/],
  [{ network: { nodes: { a: [{ model: 1, bind: [{}] }] } } }, /^bind: an object where a name/],
  [
    { network: { nodes: { a: [{ model: 1, publish: { period: 5 } }] } } },
    /^to: undefined where a name/,
  ],
];

for (const [options, text] of wrongWorlds)
  test(`a World with ${JSON.stringify(options)}`, (t) => {
    t.throws(() => new World(options), { message: text });
  });

const wrongDevices: readonly (readonly [options: object, text: RegExp])[] = [
  [{}, /^firmware: undefined where the path of a module/],
  [{ firmware: 5 }, /^firmware: 5 where the path of a module/],
  [{ firmware: "a.ts", position: { x: 1 } }, /^position: x and y, two numbers of metres/],
  [{ firmware: "a.ts", positon: { x: 1, y: 2 } }, /^positon: .*did you mean position\?$/],
  [{ firmware: "a.ts", oob: { statics: "00" } }, /^statics: .*did you mean static\?$/],
  [{ firmware: "a.ts", sets: 0.5 }, /^sets: 0\.5 is not a whole number/],
  [{ firmware: "a.ts", txPower: "loud" }, /^txPower: a number of dBm is needed$/],
];

for (const [options, text] of wrongDevices)
  test(`a device with ${JSON.stringify(options)}`, async (t) => {
    const world = new World({ host: "node" });
    await t.throwsAsync(world.add("lamp", options as never), { message: text });
  });
