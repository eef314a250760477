import test from "ava";
import { asciiBytes, fromHex } from "../../../modules/base/bytes.js";
import { StoredNetwork } from "../../../modules/protocomm/wifi/stored-network.js";
import { testRecords } from "../../support/records.js";

test("a network is stored and read, with and without an access point", (t) => {
  const { records } = testRecords();
  const stored = new StoredNetwork({ records });
  t.is(stored.read(), undefined);
  const passphrase = asciiBytes("12345678");
  for (const network of [
    { ssid: asciiBytes("home"), passphrase },
    { ssid: new Uint8Array(32).fill(0), passphrase: new Uint8Array(63).fill(0xff) },
    { ssid: asciiBytes("a"), passphrase: new Uint8Array(0) },
    { ssid: asciiBytes("a"), passphrase, bssid: fromHex("010203040506") },
  ]) {
    t.true(stored.write(network));
    t.deepEqual(stored.read(), network);
  }
  stored.forget();
  t.is(stored.read(), undefined);
});

test("a record that makes no sense is set aside", (t) => {
  for (const content of ["", "00", "0461", "0161000000", "01610000 00", "0161 00 0101", "016100"]) {
    const { records, events } = testRecords();
    records.write("wifi", fromHex(content));
    t.is(new StoredNetwork({ records }).read(), undefined, content);
    t.is(events[0]?.type, "store.corrupt");
    t.deepEqual(records.keys("wifi"), []);
  }
});

test("a medium that fails is told", (t) => {
  const { records, store, events } = testRecords();
  store.failing = true;
  const network = { ssid: asciiBytes("home"), passphrase: new Uint8Array(0) };
  t.false(new StoredNetwork({ records }).write(network));
  t.is(events[0]?.type, "store.failure");
});
