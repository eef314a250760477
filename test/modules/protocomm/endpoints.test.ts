import test from "ava";
import { asciiBytes, fromHex, toHex } from "../../../modules/base/bytes.js";
import { utf8Bytes } from "../../../modules/base/utf8.js";
import { decode, encode } from "../../../modules/protocomm/codec.js";
import { Status } from "../../../modules/protocomm/proto/constants.js";
import {
  readConfigPayload,
  writeConfigPayload,
} from "../../../modules/protocomm/proto/wifi-config.js";
import { readScanPayload, writeScanPayload } from "../../../modules/protocomm/proto/wifi-scan.js";
import { versionEndpoint, versionText } from "../../../modules/protocomm/version-endpoint.js";
import { accessPoint, home, protocommRig } from "../../support/protocomm-rig.js";

const open = { securities: [{ version: 0 }] } as const;

/** A device with security 0, whose endpoints answer in clear. */
function plainRig(options: Parameters<typeof protocommRig>[0] = {}) {
  const rig = protocommRig({ ...open, ...options });
  /** The answer in hexadecimal digits, "refused", or undefined as long as there is none. */
  const ask = (endpoint: string, request: string): (() => string | undefined) => {
    let answer: string | undefined;
    rig.protocomm.handle(1, endpoint, fromHex(request), (octets) => {
      answer = octets ? toHex(octets) : "refused";
    });
    return () => answer;
  };
  return { ...rig, ask };
}

function text(octets: Uint8Array): string {
  return String.fromCharCode(...octets);
}

const setHome = toHex(encode(writeConfigPayload, { msg: 2, cmd_set_config: home }));

test("commands with explicit zeros, without, and without their empty bodies", (t) => {
  // GetStatus: { 1: 0 } { 10: {} }, and with either left out
  for (const request of ["08005200", "5200", "0800", ""])
    t.is(plainRig().ask("prov-config", request)(), "08015a021002");
  for (const request of ["08047200", "0804"]) {
    const rig = plainRig();
    t.is(rig.ask("prov-config", setHome)(), "08036a00");
    t.is(rig.ask("prov-config", request)(), "08057a00");
    t.is(rig.ask("prov-config", "5200")(), "08015a021001");
  }
  const rig = plainRig();
  const blocking = rig.ask("prov-scan", "520208011800");
  t.is(blocking(), undefined);
  rig.clock.advance(5000);
  t.is(blocking(), "08015a00");
  t.is(rig.ask("prov-scan", "08026200")(), "08036a0408011001");
  t.is(rig.ask("prov-scan", "0802")(), "08036a0408011001");
});

test("what a command may hold", (t) => {
  const long = (length: number) => new Uint8Array(length).fill(0x61);
  const cases: [object, number][] = [
    [{ ssid: long(32), passphrase: long(63) }, Status.Success],
    [{ ssid: long(1) }, Status.Success],
    [{ ssid: long(4), bssid: long(6), channel: 6 }, Status.Success],
    [{ ssid: long(33) }, Status.InvalidArgument],
    [{ ssid: long(4), passphrase: long(64) }, Status.InvalidArgument],
    [{ ssid: long(4), bssid: long(5) }, Status.InvalidArgument],
    [{ passphrase: long(8) }, Status.InvalidArgument],
    [{}, Status.InvalidArgument],
  ];
  for (const [cmd_set_config, status] of cases) {
    const rig = plainRig();
    const request = encode(writeConfigPayload, { msg: 2, cmd_set_config });
    const answer = rig.ask("prov-config", toHex(request))()!;
    t.is(decode(readConfigPayload, fromHex(answer))?.resp_set_config?.status, status);
    t.is(rig.provisioning.state.name, status === Status.Success ? "configured" : "idle");
  }
  t.is(plainRig().ask("prov-config", "0802")(), "08036a020804");
  // ApplyConfig without credentials
  t.is(plainRig().ask("prov-config", "0804")(), "08057a020805");
  for (const request of ["0801", "0806", "08", "ff"])
    t.is(plainRig().ask("prov-config", request)(), "refused");
  for (const endpoint of ["prov-scan", "prov-ctrl"])
    for (const request of ["0809", "0880808080"])
      t.is(plainRig().ask(endpoint, request)(), "refused");
});

test("attempts are counted, and why they failed is told", async (t) => {
  const rig = plainRig({ attempts: 3 });
  const { client } = rig.client();
  await rig.during(client.open());
  const seen: string[] = [];
  const onStatus = (status: object): void => void seen.push(JSON.stringify(status));
  const wrong = { ...home, passphrase: asciiBytes("wrong") };
  const status = await rig.during(client.provision(wrong, { interval: 100, onStatus }));
  t.deepEqual(status, { state: "failed", reason: "authentication" });
  t.deepEqual(seen, [
    '{"state":"connecting"}',
    '{"state":"connecting","attemptsRemaining":2}',
    '{"state":"connecting","attemptsRemaining":1}',
    '{"state":"failed","reason":"authentication"}',
  ]);
  t.is(rig.stored(), undefined);
  // the client may send others, as often as it likes
  const nowhere = { ...home, ssid: asciiBytes("nowhere") };
  t.deepEqual(await rig.during(client.provision(nowhere)), {
    state: "failed",
    reason: "not-found",
  });
  t.like(await rig.during(client.provision(home)), { state: "connected" });
});

test("access points that refuse, are slow, give no address, or vanish", async (t) => {
  const accessPoints = [
    accessPoint("refuses", "12345678", { refuses: true }),
    accessPoint("slow", "12345678", { delay: 20_000 }),
    accessPoint("mute", "12345678", { noAddress: true }),
    accessPoint("vanishes", "12345678", { vanishesAfter: 3000 }),
    accessPoint("open", ""),
  ];
  const passphrase = asciiBytes("12345678");
  const outcome = async (ssid: string): Promise<object> => {
    const rig = plainRig({ accessPoints, autoStop: Infinity });
    const { client } = rig.client();
    await rig.during(client.open());
    const status = await rig.during(client.provision({ ssid: asciiBytes(ssid), passphrase }));
    t.is(rig.stored() !== undefined, status.state === "connected");
    if (ssid === "vanishes") {
      await rig.clock.run(3500);
      t.is(rig.provisioning.state.name, "waiting");
      rig.landscape.change(accessPoints);
      t.like(await rig.during(client.wait()), { state: "connected" });
    }
    return status;
  };
  t.like(await outcome("refuses"), { state: "failed", reason: "authentication" });
  t.like(await outcome("slow"), { state: "connected" });
  t.like(await outcome("mute"), { state: "failed", reason: "not-found" });
  t.like(await outcome("vanishes"), { state: "connected" });
  t.like(await outcome("open"), { state: "connected" });
});

test("a scan: the strongest, in pages, blocking or not, in groups of channels, passive", async (t) => {
  const accessPoints = Array.from({ length: 20 }, (_, i) =>
    accessPoint(`network ${i}`, "12345678", {
      bssid: Uint8Array.of(2, 0, 0, 0, 1, i),
      rssi: -40 - ((i * 7) % 20),
      channel: 1 + (i % 13),
    }),
  );
  for (const choices of [
    {},
    { blocking: false },
    { groupChannels: 5 },
    { groupChannels: 1, blocking: false, passive: true, period: 300 },
  ]) {
    const rig = plainRig({ accessPoints });
    const { client, transport } = rig.client();
    await rig.during(client.open());
    const start = rig.clock.now();
    const found = await rig.during(client.scan(choices));
    t.is(found.length, 16);
    t.deepEqual(
      found.map(({ rssi }) => rssi),
      Array.from({ length: 16 }, (_, i) => -40 - i),
    );
    t.is(new Set(found.map(({ bssid }) => toHex(bssid))).size, 16);
    const pages = transport.log.filter(
      ({ endpoint, request }) => endpoint === "prov-scan" && request[0] === 8 && request[1] === 4,
    );
    t.is(pages.length, 4);
    if (choices.period === 300) t.true(rig.clock.now() - start >= 13 * 300 + 12 * 120);
  }
  const rig = plainRig({ accessPoints, scanEntries: 3 });
  const { client } = rig.client();
  await rig.during(client.open());
  t.is((await rig.during(client.scan())).length, 3);
  const page = (start_index: number, count: number) => {
    const octets = encode(writeScanPayload, { msg: 4, cmd_scan_result: { start_index, count } });
    const answer = decode(readScanPayload, fromHex(rig.ask("prov-scan", toHex(octets))()!))!;
    return [answer.status, answer.resp_scan_result!.entries.length];
  };
  t.deepEqual(page(0, 3), [Status.Success, 3]);
  t.deepEqual(page(2, 1), [Status.Success, 1]);
  t.deepEqual(page(1, 3), [Status.InvalidArgument, 2]);
  t.deepEqual(page(9, 1), [Status.InvalidArgument, 0]);
  t.deepEqual(page(4_000_000_000, 4_000_000_000), [Status.InvalidArgument, 0]);
});

test("reset forgets everything, at any point; re-provisioning is for who is connected", async (t) => {
  const rig = plainRig();
  const { client } = rig.client();
  await rig.during(client.open());
  await t.throwsAsync(rig.during(client.reprovision()), { message: /InternalError/ });
  await rig.during(client.configure(home));
  await rig.during(client.apply());
  await t.throwsAsync(rig.during(client.configure(home)), { message: /InternalError/ });
  await rig.during(client.reset());
  t.is((await rig.during(client.status())).state, "disconnected");
  t.like(await rig.during(client.provision(home)), { state: "connected" });
  await rig.during(client.reprovision());
  t.is(rig.stored(), undefined);
  await rig.clock.run(5000);
  t.deepEqual(rig.ended, [], "the service goes on");
  t.like(await rig.during(client.provision(home)), { state: "connected" });
  t.deepEqual(rig.stored(), home);
});

test("when the service ends, and what is stored when", async (t) => {
  for (const store of ["worked", "applied"] as const) {
    const rig = plainRig({ store });
    const { client } = rig.client();
    await rig.during(client.open());
    await rig.during(client.configure(home));
    await rig.during(client.apply());
    t.is(rig.stored() !== undefined, store === "applied");
    await rig.clock.run(2000);
    t.deepEqual(rig.stored(), home);
    // nobody reads it: the service ends after 30 s
    await rig.clock.run(29_000);
    t.deepEqual(rig.ended, []);
    await rig.clock.run(1500);
    t.deepEqual(rig.ended, ["transport", "192.168.1.241"]);
    t.deepEqual(rig.protocomm.endpoints, []);
  }
  const failing = plainRig({ store: "applied", accessPoints: [] });
  const { client } = failing.client();
  await failing.during(client.open());
  t.like(await failing.during(client.provision(home)), { state: "failed" });
  t.is(failing.stored(), undefined, "what did not work is forgotten");
  const rig = plainRig();
  const other = rig.client();
  await rig.during(other.client.open());
  await rig.during(other.client.provision(home));
  await rig.clock.run(900);
  t.deepEqual(rig.ended, []);
  await rig.clock.run(200);
  t.is(rig.ended.length, 2, "the client has read it");
});

test("proto-ver, whatever is asked", (t) => {
  const pop = { version: 1, proofOfPossession: "abcd1234" } as const;
  const two = { version: 2, salt: new Uint8Array(1), verifier: new Uint8Array(384) } as const;
  const prov = (securities: Parameters<typeof versionText>[0]["securities"]) =>
    (JSON.parse(versionText({ securities })) as { prov: object }).prov;
  const cap = ["wifi_prov", "wifi_scan"];
  t.deepEqual(prov([pop]), { ver: "v1.1", sec_ver: 1, sec_patch_ver: 0, cap });
  t.deepEqual(prov([{ version: 1 }]), {
    ver: "v1.1",
    sec_ver: 1,
    sec_patch_ver: 0,
    cap: ["no_pop", ...cap],
  });
  t.deepEqual(prov([{ version: 0 }]), {
    ver: "v1.1",
    sec_ver: 0,
    sec_patch_ver: 0,
    cap: ["no_sec", ...cap],
  });
  t.deepEqual(prov([two]), { ver: "v1.1", sec_ver: 2, sec_patch_ver: 1, cap });
  t.like(prov([{ ...two, patchVersion: 0 }]), { sec_patch_ver: 0 });
  const application = { light: { ver: "2" } };
  const own = versionText({ securities: [pop], version: "v9", capabilities: [], application });
  t.deepEqual(JSON.parse(own), {
    light: { ver: "2" },
    prov: { ver: "v9", sec_ver: 1, sec_patch_ver: 0, cap: [] },
  });
  const named = versionText({ securities: [pop], application: { name: "Küche" } });
  versionEndpoint({ securities: [pop], application: { name: "Küche" } })(
    asciiBytes("x"),
    (answer) => t.deepEqual(answer, utf8Bytes(named)),
  );
});

/** What is asked, and what each dialect answers; undefined for JSON. */
const versions: readonly (readonly [string, string | undefined, string, string])[] = [
  // asked, today, of the first README, of ESP-IDF 3.2.x
  ["V0.1", undefined, "SUCCESS", "V0.1"],
  ["none", undefined, "FAIL", "V0.1"],
  ["ESP", undefined, "FAIL", "V0.1"],
  ["", undefined, "FAIL", "V0.1"],
  ["V0.12", undefined, "FAIL", "V0.1"],
];

test("proto-ver in both of the oldest dialects, and a client that understands each", async (t) => {
  const securities = [{ version: 1, proofOfPossession: "abcd1234" }] as const;
  for (const [request, today, readme, idf32] of versions)
    for (const [oldest, expected] of [
      [undefined, today],
      ["readme", readme],
      ["3.2", idf32],
    ] as const)
      versionEndpoint({ securities, ...(oldest && { oldest }) })(asciiBytes(request), (answer) => {
        if (expected === undefined) t.regex(text(answer!), /^\{/, request);
        else t.is(text(answer!), expected, `${oldest}: ${request}`);
      });
  for (const oldest of ["readme", "3.2"] as const) {
    const rig = protocommRig({ version: { oldest } });
    const { client } = rig.client();
    const version = await rig.during(client.open());
    t.deepEqual(version, { version: "V0.1", security: 1, patchVersion: 0, capabilities: [] });
    t.like(await rig.during(client.provision(home)), { state: "connected" });
  }
});

test("endpoints of the application", async (t) => {
  const heard: string[] = [];
  const rig = protocommRig({
    endpoints: {
      "custom-data": (request, answer) => {
        heard.push(text(request));
        answer(asciiBytes("SUCCESS"));
      },
      refuses: (_, answer) => answer(undefined),
    },
  });
  const { client } = rig.client();
  await rig.during(client.open());
  const answer = await rig.during(client.request("custom-data", asciiBytes("hello")));
  t.is(text(answer), "SUCCESS");
  t.deepEqual(heard, ["hello"]);
  await t.throwsAsync(rig.during(client.request("refuses", asciiBytes("hello"))));
});
