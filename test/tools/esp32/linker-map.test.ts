import test from "ava";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readLinkerMap } from "../../../tools/esp32/linker-map.js";

const text = readFileSync(fileURLToPath(new URL("small.map", import.meta.url)), "utf8");
const map = readLinkerMap(text);

/** Name and octets of the sections' beginnings, as the map tells them itself. */
const told = [...text.matchAll(/^(\.\S+)\s+0x(?!0+ )[0-9a-f]+\s+0x([0-9a-f]+)/gm)].map(
  ([, name, size]) => [name!, parseInt(size!, 16)] as const,
);

test("regions of memory", (t) => {
  t.deepEqual(
    [...map.regions],
    [
      ["iram0_0_seg", { origin: 0x40380000, length: 0x4e710 }],
      ["dram0_0_seg", { origin: 0x3fc80000, length: 0x4e710 }],
      ["drom0_0_seg", { origin: 0x3c000020, length: 0x7fffe0 }],
    ],
  );
});

test("symbols that the script sets, provided and hidden ones too, not those that nobody asked for", (t) => {
  t.deepEqual(
    [...map.symbols],
    [
      ["IDF_TARGET_ESP32C3", 0],
      ["esp_rom_crc32_le", 0x40000010],
      ["__hidden", 0x40000014],
      ["__hidden_too", 0x40000018],
      ["_iram_text_start", 0x40380000],
      ["_bss_start", 0x3fc80010],
      ["_heap_start", 0x3fc80040],
    ],
  );
});

test("inputs of each section, without their folders; an archive that is named twice is one", (t) => {
  const sections = Object.fromEntries(
    [...map.sections].map(([name, inputs]) => [name, Object.fromEntries(inputs)]),
  );
  t.deepEqual(sections, {
    ".rtc.text": {},
    ".rtc.force_fast": {},
    ".iram0.text": {
      "libriscv.a(vectors.S.obj)": 0x100,
      "libbt.a(ble_hs.c.obj)": 0x1a + 0x8,
      gaps: 2,
      "project_elf_src_esp32c3.c.obj": 0xc,
    },
    ".dram0.data": { "libxs.a(a.o)": 0xc, script: 4 },
    ".dram0.bss": { "libbtdm_app.a(vhci.o)": 0x10, "libbt.a(ble_hs.c.obj)": 0x20 },
    ".flash.rodata": {
      "libesp_system.a(panic_handler.c.obj)": 0,
      "libesp_system.a(panic_arch.c.obj)": 0x8d,
      gaps: 3,
      "libm.a(pow.o)": 0x10,
    },
    orphan: { "libm.a(pow.o)": 4 },
    ".debug_info": {},
    ".note.GNU-stack": {},
  });
});

test("what is counted of a section is what the map says of it as a whole", (t) => {
  t.true(told.length >= 5);
  for (const [name, size] of told)
    t.is(
      [...map.sections.get(name)!.values()].reduce((sum, octets) => sum + octets, 0),
      size,
      name,
    );
});

test("what is in no section of the image is counted nowhere: discarded, cross references", (t) => {
  const inputs = [...map.sections.values()].flatMap((section) => [...section.keys()]);
  t.false(inputs.some((name) => /gone|never/.test(name)));
  t.false(map.sections.has("/DISCARD/"));
  t.false([...map.sections.keys()].some((name) => name.startsWith("_ZN")));
});

test("a text that is no map is refused", (t) => {
  for (const wrong of ["", "\n", "Memory Configuration", text.slice(0, 100), "{}"])
    t.throws(() => readLinkerMap(wrong), { message: "no map of GNU ld" });
  const [memory, layout] = ["\nMemory Configuration\n", "\nLinker script and memory map\n"];
  t.throws(() => readLinkerMap(`${layout}${memory}`), { message: "no map of GNU ld" });
  t.is(readLinkerMap(`${memory}${layout}`).sections.size, 0);
});

test("a map that ends anywhere is refused, or read as far as it goes", (t) => {
  const start = text.indexOf("\nLinker script and memory map\n") + 30;
  for (let end = 0; end < text.length; end++) {
    const part = text.slice(0, end);
    if (end < start) {
      t.throws(() => readLinkerMap(part), { message: "no map of GNU ld" });
      continue;
    }
    for (const inputs of readLinkerMap(part).sections.values())
      for (const octets of inputs.values()) if (!(octets >= 0)) t.fail(`${octets} at ${end}`);
  }
  t.pass();
});

test("any text is refused, or read without a count that is none", (t) => {
  const word = fc.constantFrom(
    ...["\n", " ", "  ", ".flash.rodata", "0x3c000020", "0x10", "*fill*", "LONG 0x0", "a.a(b.o)"],
    ...["(", ")", " = ", "_heap_start", "PROVIDE (", "/DISCARD/", "\r", "é"],
  );
  const line = fc.oneof(word, fc.string());
  const body = fc.array(line, { maxLength: 60 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(body, body, (first, second) => {
      t.throws(() => readLinkerMap(first.replaceAll("Memory", "")));
      const read = readLinkerMap(
        `\nMemory Configuration\n${first}\nLinker script and memory map\n${second}`,
      );
      for (const inputs of read.sections.values())
        for (const octets of inputs.values()) if (!(octets >= 0)) throw new Error(String(octets));
    }),
  );
});

test("long lines without an end take no longer than they are long", (t) => {
  const head = "\nMemory Configuration\n\nLinker script and memory map\n";
  for (const unit of [" ", "0x1 ", ".a", "\n .a", "*fill*", "\n 0x", " (", "a"]) {
    const read = readLinkerMap(`${head}${unit.repeat(200_000)}`);
    t.true(read.sections.size <= 1);
  }
});
