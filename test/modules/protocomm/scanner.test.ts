import test from "ava";
import { asciiBytes } from "../../../modules/base/bytes.js";
import { type Wifi, type WifiAccessPoint, WifiAuth } from "../../../modules/host/wifi.js";
import { Scanner } from "../../../modules/protocomm/wifi/scanner.js";
import { TestClock } from "../../support/test-clock.js";

/** SSID, RSSI, and how it authenticates. */
type Heard = readonly [string, number, number?];

function accessPointOf([ssid, rssi, auth = WifiAuth.wpa2Psk]: Heard, i: number): WifiAccessPoint {
  const bssid = Uint8Array.of(2, 0, 0, 0, i >> 8, i);
  return { ssid: asciiBytes(ssid), bssid, channel: 1 + (i % 13), rssi, auth };
}

function text({ ssid, rssi, auth }: WifiAccessPoint): string {
  return `${String.fromCharCode(...ssid)} ${rssi}${auth === WifiAuth.open ? " open" : ""}`;
}

/** Scans what is heard; `looks`: how many results there were after each access point. */
function scanned(heard: readonly Heard[], entries: number, groupChannels = 0) {
  const clock = new TestClock();
  const looks: number[] = [];
  const wifi: Pick<Wifi, "scan"> = {
    scan: ({ channel }, found, done) => {
      heard.map(accessPointOf).forEach((one) => {
        if (channel !== undefined && one.channel !== channel) return;
        found(one);
        looks.push(scanner.results.length);
      });
      const timer = clock.schedule(() => done(true), 1);
      return () => clock.cancel(timer);
    },
  };
  const scanner = new Scanner({ clock, wifi: wifi as Wifi, entries });
  scanner.start({ passive: false, groupChannels, period: 0 }, () => undefined);
  for (let i = 0; i < 20; i++) clock.advance(200);
  return { looks, results: scanner.results.map(text) };
}

const repeated = (ssid: string, count: number): Heard[] =>
  Array.from({ length: count }, (_, i) => [ssid, -80 + i]);

/** What is heard, how many are kept, and what is reported. */
const cases: readonly (readonly [string, readonly Heard[], number, readonly string[]])[] = [
  [
    "sixteen repeaters of one network",
    [...repeated("mesh", 16), ["home", -90]],
    16,
    ["mesh -65", "home -90"],
  ],
  [
    "the strongest, whatever the order",
    [
      ["a", -70],
      ["b", -40],
      ["c", -60],
      ["b", -50],
    ],
    2,
    ["b -40", "c -60"],
  ],
  [
    "an open twin is another network",
    [
      ["home", -50],
      ["home", -30, WifiAuth.open],
    ],
    16,
    ["home -30 open", "home -50"],
  ],
  [
    "hidden ones are one entry",
    [
      ["", -50],
      ["", -60],
      ["", -40],
    ],
    16,
    [" -40"],
  ],
  [
    "one that gets stronger does not push another one out",
    [
      ["a", -50],
      ["b", -60],
      ["a", -40],
    ],
    2,
    ["a -40", "b -60"],
  ],
  [
    "the weakest goes first",
    [
      ["a", -50],
      ["b", -60],
      ["c", -55],
    ],
    2,
    ["a -50", "c -55"],
  ],
  ["none", [], 16, []],
];

test("a network is one entry, by its strongest access point, and the strongest are kept", (t) => {
  for (const [what, heard, entries, told] of cases)
    for (const groupChannels of [0, 1, 5])
      t.deepEqual(
        scanned(heard, entries, groupChannels).results,
        told,
        `${what}, ${groupChannels}`,
      );
});

test("a list of 200 is trimmed while it is read", (t) => {
  const many = Array.from({ length: 200 }, (_, i): Heard => [`n${i}`, -30 - ((i * 37) % 70)]);
  for (const entries of [1, 16, 64]) {
    const { looks, results } = scanned(many, entries);
    t.is(looks.length, 200);
    t.is(Math.max(...looks), entries);
    const strongest = many.map(([, rssi]) => rssi).sort((a, b) => b - a);
    t.deepEqual(
      results.map((line) => Number(line.split(" ")[1])),
      strongest.slice(0, entries),
    );
  }
});
