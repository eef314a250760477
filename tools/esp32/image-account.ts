import type { LinkerMap } from "./linker-map.js";

/** Memory areas of an image. */
export type Place = "flash code" | "flash data" | "IRAM" | "DRAM data" | "DRAM bss";

/** An image's octets by memory area and by part, the largest part first. */
export interface ImageAccount {
  readonly places: Readonly<Record<Place, number>>;
  readonly parts: readonly PartAccount[];
  /** Octets of RAM without a section: controller, tasks and XS heaps are allocated from them. */
  readonly ramLeft: number;
}

export interface PartAccount {
  readonly name: string;
  readonly flash: number;
  readonly ram: number;
}

/**
 * Memory areas by output section. Debug sections, and sections that only reserve addresses for
 * content of other areas, are left out. RTC memory is counted as IRAM.
 */
const placeOf: readonly (readonly [RegExp, Place])[] = [
  [/^\.flash\.text$/, "flash code"],
  [/^\.(flash\.(rodata|appdesc|init_array|tdata)|eh_frame(_hdr)?)$/, "flash data"],
  [/^\.iram0\.(vectors|text|text_end|data|bss)$/, "IRAM"],
  [/^\.(rtc\.(text|force_fast|force_slow|data|bss)|rtc_(\w+_)?reserved|rtc_noinit)$/, "IRAM"],
  [/^\.dram0\.data$/, "DRAM data"],
  [/^\.(dram0\.(bss|heap_start)|noinit)$/, "DRAM bss"],
];

/** Sections without octets in the image. */
const notLoaded = /bss$|noinit$|_reserved$|text_end$|heap_start$/;

/** Parts by linker input; the first match applies. */
const partOf: readonly (readonly [RegExp, string])[] = [
  [/^xs_\w+\.a\(mc\.(xs|resources)\.c\.o\)/, "preloaded firmware"],
  [/^xs_\w+\.a\((xs[A-Z]\w*|xsmc|xsre|xsdtoa|e_pow|buildinfo)\.c\.o\)/, "XS"],
  [/^xs_\w+\.a/, "modules of the SDK"],
  [/^lib(bt|nimble)\.a\(/, "NimBLE"],
  [/^lib(btdm|ble_app|btbb)/, "Bluetooth controller"],
  [/^lib(phy|coexist|esp_phy|esp_coex|rtc)\.a/, "PHY and coexistence"],
  [/^lib(mbed|tfpsacrypto|mbedtls|mbedx509|mbedcrypto|everest|p256m)/, "Mbed TLS and PSA"],
  [
    /^lib(net80211|pp|core|espnow|mesh|smartconfig|wapi|wpa_supplicant|esp_wifi|esp_netif)\.a/,
    "Wi-Fi",
  ],
  [/^liblwip/, "lwIP"],
  [/^lib(c|m|gcc|g|stdc\+\+|supc\+\+|nosys)\.a/, "C library"],
  [/^gaps$/, "gaps between parts"],
  [/./, "rest of ESP-IDF"],
];

/**
 * The part of an image that a linker input belongs to. `own`: names of the project's C files,
 * without folder.
 */
export function partName(input: string, own: ReadonlySet<string>): string {
  const object = /^xs_\w+\.a\((\S+)\.o\)/.exec(input)?.[1];
  if (object && own.has(object)) return "C of the project";
  return partOf.find(([pattern]) => pattern.test(input))![1];
}

/**
 * Sums the sizes in a linker map. `own`: names of the project's C files, without folder;
 * `ramEnd`: the end address of the chip's RAM.
 */
export function accountOf(map: LinkerMap, own: ReadonlySet<string>, ramEnd?: number): ImageAccount {
  const places = {
    ...{ "flash code": 0, "flash data": 0, IRAM: 0, "DRAM data": 0, "DRAM bss": 0 },
  } satisfies Record<Place, number>;
  const parts = new Map<string, { flash: number; ram: number }>();
  for (const [section, inputs] of map.sections) {
    const place = placeOf.find(([pattern]) => pattern.test(section))?.[1];
    if (!place) continue;
    for (const [input, size] of inputs) {
      places[place] += size;
      const name = partName(input, own);
      const part = parts.get(name) ?? { flash: 0, ram: 0 };
      // Content of RAM at run time is loaded from flash.
      if (!notLoaded.test(section)) part.flash += size;
      if (!place.startsWith("flash")) part.ram += size;
      parts.set(name, part);
    }
  }
  return {
    places,
    parts: [...parts]
      .map(([name, sizes]) => ({ name, ...sizes }))
      .sort((a, b) => b.flash - a.flash),
    ramLeft: ramLeft(map, ramEnd),
  };
}

/**
 * Octets from the heap's start to the end of RAM or, if that is not known, of the linker's data
 * region: memory of the bootloader becomes available.
 */
function ramLeft({ regions, symbols }: LinkerMap, end = 0): number {
  const region = regions.get("dram0_0_seg") ?? regions.get("sram_seg");
  // If both exist, _heap_start may be an alias whose value is not in the map.
  const start = symbols.get("_heap_low_start") ?? symbols.get("_heap_start");
  if (!region || start === undefined)
    throw new Error("the map names neither the region for data nor where its heap starts");
  return Math.max(region.origin + region.length, end) - start;
}
