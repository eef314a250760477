import test from "ava";
import { accountOf, partName, type Place } from "../../../tools/esp32/image-account.js";
import type { LinkerMap } from "../../../tools/esp32/linker-map.js";

const own: ReadonlySet<string> = new Set(["keys.c", "radio-nimble.c"]);

const parts: readonly (readonly [input: string, part: string])[] = [
  ["xs_esp32c3.a(keys.c.o)", "C of the project"],
  ["xs_esp32.a(radio-nimble.c.o)", "C of the project"],
  ["xs_esp32c3.a(mc.xs.c.o)", "preloaded firmware"],
  ["xs_esp32c3.a(mc.resources.c.o)", "preloaded firmware"],
  ["xs_esp32c3.a(xsAll.c.o)", "XS"],
  ["xs_esp32c3.a(xsRun.c.o)", "XS"],
  ["xs_esp32c3.a(xsmc.c.o)", "XS"],
  ["xs_esp32c3.a(xsre.c.o)", "XS"],
  ["xs_esp32c3.a(e_pow.c.o)", "XS"],
  ["xs_esp32c3.a(modTimer.c.o)", "modules of the SDK"],
  ["xs_esp32c3.a(xsPlatform.c.o)", "XS"],
  ["libbt.a(ble_hs.c.obj)", "NimBLE"],
  ["libbtdm_app.a(vhci.o)", "Bluetooth controller"],
  ["libble_app.a(ble_ll.o)", "Bluetooth controller"],
  ["libbtbb.a(bt_bb.o)", "Bluetooth controller"],
  ["libphy.a(phy.o)", "PHY and coexistence"],
  ["libcoexist.a(coexist_core.o)", "PHY and coexistence"],
  ["libesp_phy.a(phy_init.c.obj)", "PHY and coexistence"],
  ["libmbedtls.a(esp_aes.c.obj)", "Mbed TLS and PSA"],
  ["libmbedcrypto.a(aes.c.obj)", "Mbed TLS and PSA"],
  ["libtfpsacrypto.a(psa_crypto.c.obj)", "Mbed TLS and PSA"],
  ["libmbed-builtin.a(ecp.c.obj)", "Mbed TLS and PSA"],
  ["libeverest.a(x25519.c.obj)", "Mbed TLS and PSA"],
  ["libnet80211.a(ieee80211.o)", "Wi-Fi"],
  ["libpp.a(lmac.o)", "Wi-Fi"],
  ["libwpa_supplicant.a(wpa.c.obj)", "Wi-Fi"],
  ["liblwip.a(tcp.c.obj)", "lwIP"],
  ["libc.a(memcpy.o)", "C library"],
  ["libgcc.a(_divsf3.o)", "C library"],
  ["libstdc++.a(runtime.o)", "C library"],
  ["libcore.a(misc_nvs.o)", "Wi-Fi"],
  ["libconsole.a(a.c.obj)", "rest of ESP-IDF"],
  ["libfreertos.a(tasks.c.obj)", "rest of ESP-IDF"],
  ["project_elf_src_esp32c3.c.obj", "rest of ESP-IDF"],
  ["script", "rest of ESP-IDF"],
  ["gaps", "gaps between parts"],
];

for (const [input, part] of parts)
  test(`${input} belongs to: ${part}`, (t) => t.is(partName(input, own), part));

test("a file of the SDK of the same name as none of the project's is not the project's", (t) => {
  t.is(partName("xs_esp32c3.a(keys.c.o)", new Set()), "modules of the SDK");
  t.is(partName("libother.a(keys.c.o)", own), "rest of ESP-IDF");
});

/** Sections by the place where their octets count, and whether the image has them. */
const places: readonly (readonly [section: string, place: Place | undefined, loaded: boolean])[] = [
  [".flash.text", "flash code", true],
  [".flash.rodata", "flash data", true],
  [".flash.appdesc", "flash data", true],
  [".flash.init_array", "flash data", true],
  [".flash.tdata", "flash data", true],
  [".eh_frame", "flash data", true],
  [".eh_frame_hdr", "flash data", true],
  [".iram0.vectors", "IRAM", true],
  [".iram0.text", "IRAM", true],
  [".iram0.data", "IRAM", true],
  [".iram0.bss", "IRAM", false],
  [".iram0.text_end", "IRAM", false],
  [".rtc.text", "IRAM", true],
  [".rtc.data", "IRAM", true],
  [".rtc.force_slow", "IRAM", true],
  [".rtc.bss", "IRAM", false],
  [".rtc_noinit", "IRAM", false],
  [".rtc_reserved", "IRAM", false],
  [".rtc_fast_reserved", "IRAM", false],
  [".dram0.data", "DRAM data", true],
  [".dram0.bss", "DRAM bss", false],
  [".noinit", "DRAM bss", false],
  [".dram0.heap_start", "DRAM bss", false],
  // addresses that something else has, what is not in the image, and what only debuggers read
  [".dram0.dummy", undefined, false],
  [".rtc.dummy", undefined, false],
  [".flash_rodata_dummy", undefined, false],
  [".flash.rodata_noload", undefined, false],
  [".noload", undefined, false],
  [".debug_info", undefined, false],
  [".riscv.attributes", undefined, false],
];

function mapOf(
  sections: Readonly<Record<string, Readonly<Record<string, number>>>>,
  symbols: Readonly<Record<string, number>> = { _heap_start: 0x3fc90000 },
  region = "dram0_0_seg",
): LinkerMap {
  return {
    regions: new Map([[region, { origin: 0x3fc80000, length: 0x50000 }]]),
    symbols: new Map(Object.entries(symbols)),
    sections: new Map(
      Object.entries(sections).map(([name, inputs]) => [name, new Map(Object.entries(inputs))]),
    ),
  };
}

for (const [section, place, loaded] of places)
  test(`octets of ${section} count as ${place ?? "nothing"}, ${loaded ? "and in" : "not in"} the image`, (t) => {
    const account = accountOf(mapOf({ [section]: { "libbt.a(a.c.obj)": 100 } }), own);
    for (const [name, octets] of Object.entries(account.places))
      t.is(octets, name === place ? 100 : 0, name);
    t.deepEqual(
      account.parts,
      place === undefined
        ? []
        : [{ name: "NimBLE", flash: loaded ? 100 : 0, ram: place.startsWith("flash") ? 0 : 100 }],
    );
  });

test("parts are added up over sections, the largest in flash first, and make the whole", (t) => {
  const { parts: found, places: sums } = accountOf(
    mapOf({
      ".flash.text": { "libbt.a(a.c.obj)": 10, "libc.a(b.o)": 300, gaps: 2 },
      ".dram0.data": { "libbt.a(a.c.obj)": 40, "libbt.a(c.c.obj)": 50 },
      ".dram0.bss": { "libbt.a(a.c.obj)": 1000 },
    }),
    own,
  );
  t.deepEqual(found, [
    { name: "C library", flash: 300, ram: 0 },
    { name: "NimBLE", flash: 100, ram: 1090 },
    { name: "gaps between parts", flash: 2, ram: 0 },
  ]);
  t.deepEqual(sums, {
    "flash code": 312,
    "flash data": 0,
    IRAM: 0,
    "DRAM data": 90,
    "DRAM bss": 1000,
  });
});

test("RAM is left from the heap's start to the region's end", (t) => {
  t.is(accountOf(mapOf({}), own).ramLeft, 0x40000);
  t.is(accountOf(mapOf({}), own, 0x3fce0000).ramLeft, 0x50000);
  t.is(accountOf(mapOf({}, { _heap_start: 0x3fc90000 }, "sram_seg"), own).ramLeft, 0x40000);
  // ESP32 and S3: the one is an alias of the other
  const aliases = { _heap_start: 0, _heap_low_start: 0x3fca0000 };
  t.is(accountOf(mapOf({}, aliases), own).ramLeft, 0x30000);
});

test("a map without heap or region is refused", (t) => {
  const refused = { message: /neither the region for data nor where its heap starts/ };
  t.throws(() => accountOf(mapOf({}, {}), own), refused);
  t.throws(() => accountOf(mapOf({}, { _heap_start: 1 }, "other_seg"), own), refused);
});
