import type { Measured, MeasuredImage } from "./measured.js";
import type { Chip } from "./toolchain.js";

/** The chips whose images are measured, in the order of the columns. */
const columns: readonly Chip[] = ["esp32c3", "esp32c6", "esp32h2"];

const rows: readonly (readonly [firmware: string, title: string])[] = [
  ["light", "`light`"],
  ["fast-light", "`fast-light`"],
  ["wifi-light", "`wifi-light`"],
  ["wifi-light-beside-mesh", "`wifi-light/beside-mesh`"],
];

const header = [
  `| octets | ${columns.map((chip) => chip.toUpperCase().replace("ESP32", "ESP32-")).join(" | ")} |`,
  `|---|${columns.map(() => "---|").join("")}`,
];

type Figure = (image: MeasuredImage) => number;

/** A row with a figure of one firmware for each chip. */
function row(measured: Measured, title: string, firmware: string, figure: Figure): string {
  const cells = columns.map((chip) => {
    const image = measured.images[firmware]?.[chip];
    return image ? figure(image).toLocaleString("en") : "no Wi-Fi";
  });
  return `| ${title} | ${cells.join(" | ")} |`;
}

/** The table of images and their memory, as hosts/esp32/README.md has it. */
export function imageTable(measured: Measured): string {
  const memory = (of: string, firmware: string) => [
    row(measured, `IRAM, ${of}`, firmware, ({ iram }) => iram),
    row(measured, `data and bss, ${of}`, firmware, ({ data }) => data),
    row(measured, `RAM left for controller, tasks and heaps, ${of}`, firmware, (it) => it.ramLeft),
  ];
  return [
    ...header,
    ...rows.map(([firmware, title]) => row(measured, title, firmware, ({ image }) => image)),
    ...memory("`light`", "light"),
    ...memory("`wifi-light`", "wifi-light"),
  ].join("\n");
}

/** The sentence on the memory that a configured light takes, by the board's figures. */
export function heapSentence({ memory }: BoardFigures): string {
  const slots = memory["slots, configured"]!.toLocaleString("en");
  const chunks = (memory["chunks, configured"]! / 1000).toFixed(1);
  return `In RAM a configured light takes ${slots} slots of 16 bytes and ${chunks} kB of chunks:`;
}

/** The table of the parts of the light's flash, the largest of the first chip first. */
export function partTable(measured: Measured): string {
  const light = measured.images["light"]!;
  const parts = Object.entries(light[columns[0]!]!.flash)
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name);
  return [
    header[0]!.replace("octets", "octets of flash, `light`"),
    header[1]!,
    ...parts.map((name) => row(measured, name, "light", ({ flash }) => flash[name] ?? 0)),
  ].join("\n");
}

/** Figures of the board's budget, in octets. */
export interface BoardFigures {
  readonly memory: Readonly<Record<string, number>>;
  readonly flash: Readonly<Record<string, number>>;
}

/** The table of what xsl linked beside the board's figures of the same firmware. */
export function linkTable({ images, linked }: Measured, { flash, memory }: BoardFigures): string {
  const figure = (value: number | undefined) => (value ?? 0).toLocaleString("en");
  const objects = flash["frozen objects"]! + flash["frozen texts and arrays"]!;
  const ownC = images["light"]!["esp32c3"]!.flash["C of the project"];
  return [
    "| octets of the light | linked by `xsl` for an ESP32-C3 | on [the board](../board/README.md) |",
    "|---|---|---|",
    `| byte code | ${figure(linked?.byteCode)} | ${figure(flash["byte code"])} |`,
    `| preloaded objects, texts and tables | ${figure(linked?.objects)} | ${figure(objects)} |`,
    `| memory for aliases | ${figure(linked?.aliases)} | ${figure(memory["aliases of the root"])} |`,
    `| C of this project | ${figure(ownC)} | ${figure(flash["native"])} |`,
  ].join("\n");
}
