import test from "ava";
import { NvsStore } from "../../../../hosts/esp32/store/store.js";
import { setNatives } from "../../../support/native.js";

/** Stands in for NVS: what nvs.c does with it is compiled and checked elsewhere. */
function natives(entries: number) {
  const records = new Map<string, Uint8Array>();
  const opened = { count: 0 };
  setNatives({
    xs_nvs_entries: () => entries,
    xs_nvs_open: () => void opened.count++,
    xs_nvs_close: () => void opened.count--,
    xs_nvs_read: (key: string) => records.get(key)?.slice().buffer,
    xs_nvs_write: (key: string, value: Uint8Array, length: number) =>
      void records.set(key, value.slice(0, length)),
    xs_nvs_delete: (key: string) => void records.delete(key),
    xs_nvs_keys: () => [...records.keys()],
  });
  return { opened, records };
}

test.serial("records go there and back, and nothing else is there", (t) => {
  const { opened } = natives(630);
  const store = new NvsStore();
  t.is(opened.count, 1);
  t.is(store.read("a"), undefined);
  store.write("a", Uint8Array.of(1, 2, 3));
  store.write("b", new Uint8Array(0));
  t.deepEqual(store.read("a"), Uint8Array.of(1, 2, 3));
  t.deepEqual(store.read("b"), new Uint8Array(0));
  t.deepEqual(store.keys().sort(), ["a", "b"]);
  store.delete("a");
  store.delete("a");
  t.is(store.read("a"), undefined);
  store.close();
  t.is(opened.count, 0);
});

test.serial("a partition below 0x5000 octets is refused, with what to change", (t) => {
  // a page of 4096 octets has 126 entries
  for (const entries of [126, 504]) {
    natives(entries);
    t.throws(() => new NvsStore(), {
      message: `the partition "nvs" has ${entries} entries where a node needs 512: make it 0x5000 octets or more in partitions.csv`,
    });
  }
  natives(630);
  t.notThrows(() => new NvsStore());
});
