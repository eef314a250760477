// Names, passphrases and secrets are octets, or UTF-8 where they are texts.
import test from "ava";
import { asciiBytes, fromHex, toHex } from "../../../modules/base/bytes.js";
import { utf8Bytes } from "../../../modules/base/utf8.js";
import type { WifiNetwork } from "../../../modules/host/wifi.js";
import { ProofError } from "../../../modules/protocomm/client/transport.js";
import type { SecurityOptions } from "../../../modules/protocomm/security/options.js";
import { proofOctets } from "../../../modules/protocomm/security/options.js";
import { srpVerifier } from "../../../modules/protocomm/security/srp.js";
import { wifiEventText } from "../../../modules/protocomm/wifi/event-text.js";
import { accessPoint, protocommRig } from "../../support/protocomm-rig.js";
import { sessionCrypto } from "../../support/session-crypto.js";
import { TestClock } from "../../support/test-clock.js";

/** SSIDs and passphrases as clients send them, hexadecimal. */
const networks: readonly (readonly [string, string, string])[] = [
  ["Latin-1, as esp_prov sends texts", "436166e9", "7061737377f67264"],
  ["UTF-8", "436166c3a9", "c3a9c3a9c3a9c3a9c3a9c3a9c3a9c3a9"],
  ["no text at all", "fffe00c080eda0f8", "8182838485868788"],
  ["zeros", "00", "0000000000000000"],
  [
    "of every octet",
    toHex(Uint8Array.from({ length: 32 }, (_, i) => 255 - 7 * i)),
    "ff".repeat(63),
  ],
];

test("SSIDs and passphrases are octets throughout, stored when they worked or when applied", async (t) => {
  for (const store of ["worked", "applied"] as const)
    for (const [what, ssid, passphrase] of networks) {
      const network: WifiNetwork = { ssid: fromHex(ssid), passphrase: fromHex(passphrase) };
      const rig = protocommRig({ store, accessPoints: [accessPoint("", "x", network)] });
      const { client } = rig.client();
      await rig.during(client.open());
      t.deepEqual(
        (await rig.during(client.scan())).map((found) => toHex(found.ssid)),
        [ssid],
        what,
      );
      const status = await rig.during(client.provision(network));
      t.is(status.state === "connected" && toHex(status.ssid), ssid, what);
      t.deepEqual(rig.stored(), network, what);
      const text = wifiEventText({ type: "wifi.station", state: "connecting", ssid });
      t.regex(text!, /^joining "/, what);
    }
});

/** Secrets and their octets. */
const secrets: readonly (readonly [string, string])[] = [
  ["abcd1234", "6162636431323334"],
  ["Schlüssel", "5363686cc3bc7373656c"],
  ["пароль 家 🏠", "d0bfd0b0d180d0bed0bbd18c20e5aeb620f09f8fa0"],
];

test("proofs of possession, users and passwords are UTF-8", async (t) => {
  for (const [secret, hex] of secrets) {
    t.is(toHex(proofOctets(secret)), hex);
    const salt = Uint8Array.of(1, 2, 3);
    const clock = new TestClock();
    const verifier = await new Promise<Uint8Array>((resolve) => {
      const crypto = sessionCrypto(clock);
      const user = { crypto, salt, username: fromHex(hex), password: fromHex(hex) };
      srpVerifier(user, resolve);
      clock.advance(1);
    });
    const securities: SecurityOptions[] = [
      { version: 1, proofOfPossession: fromHex(hex) },
      { version: 1, proofOfPossession: secret },
      { version: 2, salt, verifier },
    ];
    for (const security of securities) {
      const rig = protocommRig({ securities: [security] });
      const right = {
        proofOfPossession: secret,
        credentials: { username: secret, password: secret },
      };
      await rig.during(rig.client(right).client.open());
      if (secret === "abcd1234") continue;
      // the same text in Latin-1, or with each character cut to its low octet, is another one
      const cut = asciiBytes(secret);
      const other = protocommRig({ securities: [{ version: 1, proofOfPossession: cut }] });
      await t.throwsAsync(other.during(other.client(right).client.open()), {
        instanceOf: ProofError,
      });
    }
  }
});

test("what a device says of itself may have any text in it", async (t) => {
  const rig = protocommRig({ version: { application: { name: "Küche 家" }, version: "v1.1-ü" } });
  const { client } = rig.client();
  t.is((await rig.during(client.version())).version, "v1.1-ü");
  let answer = new Uint8Array(0);
  rig.protocomm.handle(5, "proto-ver", Uint8Array.of(1), (octets) => (answer = octets!.slice()));
  t.true(toHex(answer).includes(toHex(utf8Bytes("Küche 家"))));
});
