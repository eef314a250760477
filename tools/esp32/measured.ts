import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import type { LinkedImage } from "./firmware.js";
import type { Chip } from "./toolchain.js";

/** The figures of one image, in octets. */
export interface MeasuredImage {
  /** Of the flashed image. */
  readonly image: number;
  readonly iram: number;
  /** Of the sections data and bss. */
  readonly data: number;
  /** Of RAM without a section, from which controller, tasks and heaps are allocated. */
  readonly ramLeft: number;
  /** Of flash, by part. */
  readonly flash: Readonly<Record<string, number>>;
}

/** What xsl linked for an ESP32-C3, in octets. */
export interface MeasuredLink {
  readonly byteCode: number;
  readonly objects: number;
  readonly aliases: number;
}

/** The stored results of the checks with the SDKs: hosts/esp32/measured.json. */
export interface Measured {
  /** By firmware, then by chip. Of `npm run check:esp32 -- --update`. */
  readonly images: Readonly<Record<string, Readonly<Partial<Record<Chip, MeasuredImage>>>>>;
  /** The light. Of `npm run check:moddable -- --update`. */
  readonly linked?: MeasuredLink;
}

/** The path of the stored results. */
export const measuredFile = join(projectFolder, "hosts/esp32/measured.json");

/** The stored results; none if there is no file. */
export function readMeasured(file = measuredFile): Measured {
  if (!existsSync(file)) return { images: {} };
  return JSON.parse(readFileSync(file, "utf8")) as Measured;
}

/** The figures of a linked image that are stored. */
export function measuredImage({ account, size }: LinkedImage): MeasuredImage {
  const { parts, places, ramLeft } = account;
  return {
    image: size,
    iram: places.IRAM,
    data: places["DRAM data"] + places["DRAM bss"],
    ramLeft,
    flash: Object.fromEntries(parts.map(({ flash, name }) => [name, flash])),
  };
}

/** The results with those of an image in place of its previous ones. */
export function withImage(
  measured: Measured,
  firmware: string,
  chip: Chip,
  image: MeasuredImage,
): Measured {
  const { [firmware]: before, ...others } = measured.images;
  return { ...measured, images: { ...others, [firmware]: { ...before, [chip]: image } } };
}

/** Stores results; the names are in the order of the alphabet, so that a diff shows figures alone. */
export async function writeMeasured(measured: Measured, file = measuredFile): Promise<void> {
  const text = JSON.stringify(measured, (_, value: unknown) => sorted(value));
  writeFileSync(file, await format(text, { parser: "json", printWidth: 100 }));
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
