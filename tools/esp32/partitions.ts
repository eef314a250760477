/** A line of a partition table, in octets. */
export interface Partition {
  readonly name: string;
  readonly type: string;
  readonly subtype: string;
  readonly offset: number;
  readonly size: number;
}

/**
 * Reads partitions.csv, in which all offsets must be given. Throws SyntaxError for an invalid
 * line.
 */
export function readPartitions(text: string): Partition[] {
  const partitions: Partition[] = [];
  for (const line of text.split("\n")) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [name = "", type = "", subtype = "", offset = "", size = ""] = line
      .split(",")
      .map((field) => field.trim());
    const octets = sizeOf(size);
    if (!name || !type || !(octets > 0) || !(sizeOf(offset) >= 0))
      throw new SyntaxError(`no partition with offset and size: "${line}"`);
    partitions.push({ name, type, subtype, offset: sizeOf(offset), size: octets });
  }
  return partitions;
}

function sizeOf(text: string): number {
  const found = /^(0x[0-9a-f]+|\d+)([KM]?)$/i.exec(text);
  if (!found) return NaN;
  return Number(found[1]) * { "": 1, K: 1 << 10, M: 1 << 20 }[found[2]!.toUpperCase()]!;
}

/** End of ESP-IDF's bootloader and partition table; the latter is at 0x8000. */
const firstOffset = 0x9000;

/**
 * Errors of a partition table for a flash and an image of these sizes in octets; empty if there
 * are none.
 */
export function partitionFaults(
  partitions: readonly Partition[],
  flash: number,
  image: number,
): string[] {
  const faults: string[] = [];
  const sorted = [...partitions].sort((a, b) => a.offset - b.offset);
  for (const [index, { name, type, offset, size }] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && offset + size > next.offset)
      faults.push(`the partition ${name} ends beyond the beginning of ${next.name}`);
    if (offset < firstOffset)
      faults.push(
        `the partition ${name} begins at ${offset}, where the bootloader and the partition table are`,
      );
    if (offset + size > flash)
      faults.push(`the partition ${name} ends at ${offset + size}, the flash at ${flash}`);
    if (type === "app" && offset % 0x10000 !== 0)
      faults.push(`the partition ${name} holds an image and must begin at a multiple of 0x10000`);
    if (type === "app" && size < image)
      faults.push(
        `the image has ${image} octets, ${image - size} more than the partition ${name} of partitions.csv: ` +
          "a larger partition (on a larger flash), or less in the image",
      );
  }
  if (!partitions.some(({ type }) => type === "app")) faults.push("no partition holds an image");
  return faults;
}
