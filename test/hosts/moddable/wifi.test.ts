// Wi-Fi on Moddable's modules, which take texts and tell little. Runs inside XS as well.
import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { failureOf } from "../../../hosts/moddable/wifi-failure.js";
import { ModdableWifi, type WifiModule } from "../../../hosts/moddable/wifi.js";
import type { WifiConnection, WifiFailure } from "../../../modules/host/wifi.js";
import { provideOctetTexts, textOctets, textOf } from "../../support/octet-texts.js";
import { TestClock } from "../../support/test-clock.js";

provideOctetTexts();

type ConnectOptions = Parameters<WifiModule["connect"]>[0];
type ScanItem = NonNullable<Parameters<NonNullable<Parameters<WifiModule["scan"]>[1]>>[0]>;

/** Moddable's module `wifi` with a driver that a test looks into. */
function rig(options: { readonly refuses?: boolean; readonly reason?: number } = {}) {
  const clock = new TestClock();
  const calls: string[] = [];
  const state = { reason: options.reason ?? 0 };
  let notify: (message: string, detail?: number) => void = () => undefined;
  let scanned: ((item: ScanItem | null) => void) | undefined;
  class FakeWifi {
    static readonly Mode = { station: 1 };
    static readonly connected = "connect";
    static readonly gotIP = "gotIP";
    static readonly lostIP = "lostIP";
    static readonly disconnected = "disconnect";
    static set mode(mode: number) {
      calls.push(`mode ${mode}`);
    }
    static scan(how?: object, callback?: (item: ScanItem | null) => void): void {
      calls.push(how ? `scan ${JSON.stringify(how)}` : "scan ends");
      scanned = callback;
    }
    static connect({ ssid, password = "", bssid }: ConnectOptions): void {
      if (options.refuses) throw new Error("esp_wifi_connect failed");
      const address = bssid ? ` ${toHex(new Uint8Array(bssid))}` : "";
      calls.push(`connect ${toHex(textOctets(ssid))} ${toHex(textOctets(password))}${address}`);
    }
    static disconnect(): void {
      calls.push("disconnect");
    }
    static accessPoint({ ssid, password, max, station }: Parameters<WifiModule["accessPoint"]>[0]) {
      const secret = password === undefined ? "open" : toHex(textOctets(password));
      calls.push(`access point ${toHex(textOctets(ssid))} ${secret} ${max} ${station}`);
    }
    constructor(_: undefined, callback: typeof notify) {
      notify = callback;
    }
    close(): void {
      calls.push("close");
    }
  }
  const net = {
    get: (what: string) =>
      ({ BSSID: "02:00:00:00:00:07", IP: "10.0.0.2", MAC: "24:6f:28:0a:bc:de", RSSI: -61 })[what],
  };
  const wifi = new ModdableWifi({
    clock,
    wifi: FakeWifi,
    net: net as never,
    reason: () => state.reason,
  });
  const told: (WifiConnection | WifiFailure)[] = [];
  wifi.observe((change) => told.push(change));
  return {
    calls,
    clock,
    notify: (message: string, detail?: number) => notify(message, detail),
    scanned: (item: ScanItem | null) => scanned?.(item),
    state,
    told,
    wifi,
  };
}

/** SSIDs and passphrases, hexadecimal, and whether the driver can join with them. */
const networks: readonly (readonly [string, string, boolean])[] = [
  ["686f6d65", "636f727265637420686f727365", true],
  ["436166c3a9", "c3a9c3a9c3a9c3a9", true],
  ["436166e9", "e9e9e9e9e9e9e9e9", true],
  ["fffe80", "8182838485868788", true],
  ["c3", "c3c3c3c3c3c3c3c3", true],
  ["ff".repeat(32), "fe".repeat(63), true],
  ["61", "", true],
  // the driver takes the first zero for the end
  ["610062", "6161616161616161", false],
  ["61", "6161616100616161", false],
];

test("an SSID and a passphrase that are no UTF-8 reach the driver as they are, and kill nothing", (t) => {
  for (const [ssid, passphrase, known] of networks) {
    const { calls, clock, told, wifi } = rig();
    calls.length = 0;
    wifi.connect({ ssid: fromHex(ssid), passphrase: fromHex(passphrase) });
    clock.advance(1);
    t.deepEqual(calls, known ? [`connect ${ssid} ${passphrase}`] : [], ssid);
    t.deepEqual(told, known ? [] : ["not-found"], ssid);
  }
});

test("what the driver refuses is a failure and no exception, at boot least of all", (t) => {
  const { clock, told, wifi } = rig({ refuses: true });
  wifi.connect({ ssid: fromHex("61"), passphrase: new Uint8Array(0) });
  t.deepEqual(told, []);
  clock.advance(1);
  t.deepEqual(told, ["not-found"]);
  wifi.connect({ ssid: fromHex("61"), passphrase: new Uint8Array(0) });
  wifi.disconnect();
  clock.advance(1);
  t.deepEqual(told, ["not-found"], "nobody is told of what was given up");
});

/** Reasons of ESP-IDF (`wifi_err_reason_t`), and what they mean to who joins. */
const reasons: readonly (readonly [number, string, WifiFailure])[] = [
  [1, "UNSPECIFIED", "lost"],
  [2, "AUTH_EXPIRE", "authentication"],
  [3, "AUTH_LEAVE", "lost"],
  [4, "ASSOC_EXPIRE", "lost"],
  [5, "ASSOC_TOOMANY", "lost"],
  [14, "MIC_FAILURE", "authentication"],
  [15, "4WAY_HANDSHAKE_TIMEOUT", "authentication"],
  [16, "GROUP_KEY_UPDATE_TIMEOUT", "authentication"],
  [17, "IE_IN_4WAY_DIFFERS", "authentication"],
  [23, "802_1X_AUTH_FAILED", "authentication"],
  [200, "BEACON_TIMEOUT", "lost"],
  [201, "NO_AP_FOUND", "not-found"],
  [202, "AUTH_FAIL, of WPA3", "authentication"],
  [203, "ASSOC_FAIL", "authentication"],
  [204, "HANDSHAKE_TIMEOUT", "authentication"],
  [205, "CONNECTION_FAIL", "lost"],
  [210, "NO_AP_FOUND_W_COMPATIBLE_SECURITY", "not-found"],
  [211, "NO_AP_FOUND_IN_AUTHMODE_THRESHOLD", "not-found"],
  [212, "NO_AP_FOUND_IN_RSSI_THRESHOLD", "not-found"],
  [255, "nothing known", "lost"],
];

test("why a station was not let in: WPA3's AUTH_FAIL is a wrong passphrase", (t) => {
  for (const [reason, name, failure] of reasons) {
    t.is(failureOf(reason), failure, name);
    const { notify, told, wifi } = rig({ reason });
    wifi.connect({ ssid: fromHex("61"), passphrase: fromHex("6161616161616161") });
    // Moddable says 0 for all but five of them
    notify("disconnect", 0);
    t.deepEqual(told, [failure], name);
  }
});

test("without a reason Moddable's own word counts, and one's own leaving does not", (t) => {
  for (const [reason, detail, told] of [
    [0, -1, ["authentication"]],
    [0, 0, ["not-found"]],
    [8, 0, []],
  ] as const) {
    const run = rig({ reason });
    run.wifi.connect({ ssid: fromHex("61"), passphrase: fromHex("6161616161616161") });
    run.notify("disconnect", detail);
    t.deepEqual(run.told, told);
  }
});

test("joined, lost, and let in without an address", (t) => {
  const { clock, notify, scanned, state, told, wifi } = rig();
  wifi.scan(
    {},
    () => undefined,
    () => undefined,
  );
  const bssid = Uint8Array.of(2, 0, 0, 0, 0, 7).buffer;
  scanned({
    ssid: textOf(fromHex("ff")),
    rssi: -60,
    channel: 11,
    authentication: "wpa2_psk",
    bssid,
  });
  scanned(null);
  wifi.connect({ ssid: fromHex("ff"), passphrase: fromHex("6161616161616161") });
  notify("connect");
  notify("gotIP");
  t.like(told[0], { address: "10.0.0.2", channel: 11, auth: 3, rssi: -61, ssid: fromHex("ff") });
  clock.advance(20_000);
  state.reason = 202;
  notify("disconnect", -1);
  t.is(told[1], "lost", "it worked: why it went is no matter");
  notify("connect");
  clock.advance(10_000);
  t.is(told[2], "lost");
  wifi.disconnect();
  notify("disconnect", 0);
  t.is(told.length, 3);
});

test("a scan hands each access point on as it is read, with the octets of its SSID", (t) => {
  const { calls, scanned, wifi } = rig();
  const found: string[] = [];
  const ends: boolean[] = [];
  const end = wifi.scan(
    { passive: true, channel: 6 },
    ({ ssid, auth }) => found.push(`${toHex(ssid)} ${auth}`),
    (succeeded) => ends.push(succeeded),
  );
  t.is(calls.at(-1), 'scan {"active":false,"channel":6}');
  const item = { rssi: -60, channel: 6, bssid: new ArrayBuffer(6) };
  for (const [ssid, authentication] of [
    ["436166e9", "none"],
    ["c3", "wpa2_psk"],
    ["686f6d65", "wpa_wpa2_psk"],
    ["", "wep"],
  ] as const)
    scanned({ ...item, ssid: textOf(fromHex(ssid)), authentication });
  t.deepEqual(found, ["436166e9 0", "c3 3", "686f6d65 4", " 1"]);
  scanned(null);
  t.deepEqual(ends, [true]);
  end();
  t.not(calls.at(-1), "scan ends", "it has ended already");
  const again = wifi.scan(
    {},
    () => t.fail(),
    () => t.fail(),
  );
  again();
  t.is(calls.at(-1), "scan ends");
  scanned(null);
});

test("an access point of its own beside the station", (t) => {
  const { calls, wifi } = rig();
  wifi.serve({ ssid: fromHex("50524f56ff"), passphrase: fromHex("6161616161616161") });
  wifi.serve({ ssid: fromHex("50524f56ff"), passphrase: new Uint8Array(0) });
  wifi.serve(undefined);
  t.deepEqual(calls, [
    "mode 1",
    "access point 50524f56ff 6161616161616161 2 true",
    "access point 50524f56ff open 2 true",
    "mode 1",
  ]);
  t.is(toHex(wifi.address), "246f280abcde");
  wifi.close();
  t.is(calls.at(-1), "close");
});
