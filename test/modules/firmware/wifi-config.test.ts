// What a manifest's "config" says of a wifi-light.
import test from "ava";
import { VirtualBoard } from "../../../modules/firmware/virtual-board.js";
import { wifiLightConfig } from "../../../modules/firmware/wifi-light/config.js";
import { start } from "../../../modules/firmware/wifi-light/main.js";
import { wifiLightRig } from "../../support/wifi-light-rig.js";

const verifier = "ab".repeat(384);
const two = { version: 2, salt: Uint8Array.of(1, 2), verifier: new Uint8Array(384).fill(0xab) };

/** Entries, and options. mcconfig's command line makes texts of all. */
const cases: readonly (readonly [object, object])[] = [
  [{}, { securities: [{ version: 1, proofOfPossession: "abcd1234" }], resetProvisioning: false }],
  [{ pop: "Schlüssel" }, { securities: [{ version: 1, proofOfPossession: "Schlüssel" }] }],
  [{ pop: "" }, { securities: [{ version: 1, proofOfPossession: "" }] }],
  [{ security: 0 }, { securities: [{ version: 0 }] }],
  [{ security: "0" }, { securities: [{ version: 0 }] }],
  [{ security: 2, salt: "0102", verifier }, { securities: [{ ...two, patchVersion: 1 }] }],
  [
    { security: "2", salt: "0102", verifier, patch: "0" },
    { securities: [{ ...two, patchVersion: 0 }] },
  ],
  [{ transport: "softap" }, { transport: "http" }],
  [{ transport: "ble" }, { transport: "gatt" }],
  [
    { offerAfter: "5", attempts: 3 },
    { offerAfter: 5, provisioning: { attempts: 3 } },
  ],
  [{ resetProvisioning: true }, { resetProvisioning: true }],
  [{ resetProvisioning: "true" }, { resetProvisioning: true }],
  [{ resetProvisioning: "0" }, { resetProvisioning: false }],
  [
    { username: "me", softApPassphrase: "12345678" },
    { username: "me", softApPassphrase: "12345678" },
  ],
  [
    { lamp: { pin: 2 }, button: null, security: null, transport: null },
    { resetProvisioning: false },
  ],
];

const wrong: readonly (readonly [object, RegExp])[] = [
  [{ security: 3 }, /"security" is a whole number from 0 to 2/],
  [{ security: "one" }, /"security" is a whole number from 0 to 2/],
  [{ pop: 1234 }, /"pop" is a text/],
  [{ security: 2 }, /"salt" is needed: hexadecimal digits/],
  [{ security: 2, salt: "01" }, /"verifier" is needed/],
  [{ security: 2, salt: "0x", verifier }, /"salt" is an even number of hexadecimal digits/],
  [{ transport: "wifi" }, /"transport" is "ble" or "softap"/],
  [{ offerAfter: 0 }, /"offerAfter" is a whole number from 1/],
  [{ attempts: 1.5 }, /"attempts" is a whole number from 1 to 255/],
  [{ resetProvisioning: "yes" }, /"resetProvisioning" is true or false/],
];

test("security, proof of possession and the rest come from the config", (t) => {
  for (const [config, options] of cases)
    t.like(wifiLightConfig(config), options, JSON.stringify(config));
});

test("what is wrong in the config is named, with what to write there", (t) => {
  for (const [config, message] of wrong)
    t.throws(() => wifiLightConfig(config), { message }, JSON.stringify(config));
});

test("a firmware starts with the config, and says the proof in the QR code's content", (t) => {
  const { events, host } = wifiLightRig();
  const firmware = start(host, new VirtualBoard(), { pop: "Schlüssel 家", transport: "softap" });
  const payload = events.find((event) => event.type === "wifi.service") as { payload: string };
  t.like(JSON.parse(payload.payload), { pop: "Schlüssel 家", transport: "softap" });
  firmware.close();
  const two = { security: 2, salt: "0102", verifier, username: "me", transport: "softap" };
  const other = wifiLightRig();
  start(other.host, new VirtualBoard(), two).close();
  const [started] = other.events;
  t.like(JSON.parse((started as { payload: string }).payload), { username: "me" });
});
