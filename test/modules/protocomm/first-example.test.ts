// The transcript in the README of the oldest example, replayed to our device.
import test from "ava";
import { asciiBytes, concatBytes, fromHex, toHex } from "../../../modules/base/bytes.js";
import type { AesCtr, SessionCrypto } from "../../../modules/host/session-crypto.js";
import { decode } from "../../../modules/protocomm/codec.js";
import { readSessionData } from "../../../modules/protocomm/proto/session.js";
import { accessPoint, protocommRig } from "../../support/protocomm-rig.js";
import { sessionCrypto } from "../../support/session-crypto.js";
import { TestClock } from "../../support/test-clock.js";
import vectors from "../../vectors/protocomm/first-example.json" with { type: "json" };

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((octet, i) => octet ^ b[i]!);
}

const [first, second] = vectors.session as [
  { request: string; response: string },
  { request: string; response: string },
];
const message = (hex: string) => decode(readSessionData, fromHex(hex))!.sec1!;
const client = message(first.request).sc0!.client_pubkey!;
const device = message(first.response).sr0!.device_pubkey!;
const random = message(first.response).sr0!.device_random!;
const clientVerify = message(second.request).sc1!.client_verify_data!;
const deviceVerify = message(second.response).sr1!.device_verify_data!;

/** Nobody knows the private keys: the key stream is what makes the clear messages those that were sent. */
function replayed(real: SessionCrypto): SessionCrypto {
  const parts = [xor(clientVerify, device), xor(deviceVerify, client)];
  for (const { request, response, clearRequest, clearResponse } of vectors.config)
    parts.push(
      xor(fromHex(request), fromHex(clearRequest)),
      xor(fromHex(response), fromHex(clearResponse)),
    );
  const stream = concatBytes(...parts);
  let at = 0;
  const ctr: AesCtr = {
    apply: (octets) => xor(octets, stream.slice(at, (at += octets.length))),
    close: () => undefined,
  };
  return {
    sha256: (octets) => real.sha256(octets),
    sha512: (octets) => real.sha512(octets),
    x25519PublicKey: (_, done) => done(device.slice()),
    x25519: (_, __, done) => done(new Uint8Array(32)),
    aesCtr: () => ctr,
    aesGcm: (key) => real.aesGcm(key),
    power: (base, exponent, modulus, done) => real.power(base, exponent, modulus, done),
    multiply: (a, b, modulus) => real.multiply(a, b, modulus),
  };
}

test("the oldest example's transcript, octet for octet", (t) => {
  const network = accessPoint(vectors.ssid, vectors.passphrase, {
    bssid: fromHex(vectors.bssid),
    channel: vectors.channel,
  });
  const rig = protocommRig({
    accessPoints: [network],
    crypto: replayed(sessionCrypto(new TestClock())),
    version: { oldest: "readme" },
    connectDelay: 0,
    random: { fill: (octets) => octets.set(random.subarray(0, octets.length)) },
  });
  const { bssid, channel, ssid, rssi, auth } = network;
  rig.wifi.connect = () => {
    const connection = { ssid, bssid, channel, rssi, auth, address: vectors.address };
    rig.clock.schedule(() => rig.tellWifi(connection), 0);
  };
  const ask = (endpoint: string, request: string): string | undefined => {
    let answer: string | undefined;
    rig.protocomm.handle(1, endpoint, fromHex(request), (octets) => {
      answer = octets && toHex(octets);
    });
    rig.clock.advance(5);
    return answer;
  };
  t.is(ask("proto-ver", vectors.version.request), vectors.version.response);
  for (const { request, response } of vectors.session) t.is(ask("prov-session", request), response);
  for (const { request, response } of vectors.config) t.is(ask("prov-config", request), response);
  t.deepEqual(rig.stored(), {
    ssid: asciiBytes(vectors.ssid),
    passphrase: asciiBytes(vectors.passphrase),
  });
});
