import { join } from "node:path";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { esp32Creation, type HeapFigures } from "../../hosts/xs/engine.js";
import { products } from "../moddable/products.js";
import { table } from "../simulate/report.js";
import { heapOf } from "./heap.js";

/** The live heap of each product when all its models are bound to an AppKey, and the peaks until then. */
export type ProductHeaps = Readonly<Record<string, HeapFigures>>;

/** Provisions and configures each product with 32-bit words and an ESP32's heap. */
export async function benchProductHeaps(): Promise<ProductHeaps> {
  const heaps: Record<string, HeapFigures> = {};
  for (const name of products) {
    const firmware = join(projectFolder, "modules/firmware", name, "main.ts");
    const report = await heapOf(firmware, () => Promise.resolve());
    heaps[name] = report.configured;
  }
  return heaps;
}

export function productHeapTable(heaps: ProductHeaps): string {
  const number = (value: number) => value.toLocaleString("en");
  const { chunks, slots, stack } = esp32Creation;
  return table(
    ["configured product, 32 bits", "slots", "at peak", "chunk bytes", "at peak", "stack at peak"],
    [
      ...Object.entries(heaps).map(([name, figures]) => [
        name,
        number(figures.slots),
        number(figures.slotsPeak),
        number(figures.chunks),
        number(figures.chunksPeak),
        number(figures.stackPeak),
      ]),
      ["there are", number(slots), "", number(chunks), "", number(stack)],
    ],
  );
}
