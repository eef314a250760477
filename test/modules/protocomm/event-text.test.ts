import test from "ava";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { wifiEventText } from "../../../modules/protocomm/wifi/event-text.js";

const cafe = { type: "wifi.station", ssid: "436166c3a9" } as const;

/** Events, and their texts. */
const lines: readonly (readonly [TraceEvent, string | undefined])[] = [
  [{ type: "wifi.service", state: "started", name: "PROV_1" }, "PROV_1 offers provisioning"],
  [
    { type: "wifi.service", state: "ended", name: "PROV_1" },
    "PROV_1 is provisioned, and offers it no more",
  ],
  [{ type: "wifi.session", state: "established", version: 2 }, "a session with security 2 begins"],
  [
    { type: "wifi.session", state: "refused", reason: "proof" },
    "a session is refused: the secret is wrong",
  ],
  [
    { type: "wifi.session", state: "refused", reason: "message" },
    "a session is refused: its messages make no sense",
  ],
  [{ type: "wifi.session", state: "closed" }, "the session ends"],
  [{ type: "wifi.station", state: "idle" }, "the network is forgotten"],
  [{ ...cafe, state: "configured" }, 'credentials for "Café" came'],
  [{ ...cafe, ssid: "436166e9", state: "configured" }, 'credentials for "Caf\ufffd" came'],
  [{ ...cafe, state: "waiting" }, '"Café" will be joined in a moment'],
  [{ ...cafe, state: "connecting" }, 'joining "Café" ...'],
  [{ ...cafe, state: "connected", address: "10.0.0.2" }, 'connected to "Café" as 10.0.0.2'],
  [
    { ...cafe, state: "failed", reason: "authentication" },
    '"Café" cannot be joined: refused, is the passphrase right?',
  ],
  [
    { ...cafe, state: "failed", reason: "not-found" },
    '"Café" cannot be joined: no access point of that name',
  ],
  [{ ...cafe, state: "lost", reason: "lost" }, '"Café" was lost: the connection is gone'],
  [{ type: "drop", reason: "protocomm.busy", octets: 3 }, undefined],
  [{ type: "node.reset" }, undefined],
];

test("what a log says of Wi-Fi: credentials, addresses, reasons", (t) => {
  for (const [event, line] of lines) t.is(wifiEventText(event), line);
});
