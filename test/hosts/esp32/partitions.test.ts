import test from "ava";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { partitionFaults, readPartitions } from "../../../tools/esp32/partitions.js";

const read = (name: string) => readFileSync(join(projectFolder, "hosts/esp32", name), "utf8");
const partitions = readPartitions(read("partitions.csv"));
const find = (wanted: string) => partitions.filter(({ subtype }) => subtype === wanted);

/** 1.9 MB: Wi-Fi and mesh in one image. */
const largestImage = 1_992_294;

test("the partition table fits the flash that sdkconfig.defaults says, with room for every firmware", (t) => {
  t.regex(read("sdkconfig.defaults"), /^CONFIG_ESPTOOLPY_FLASHSIZE_4MB=y$/m);
  t.deepEqual(partitionFaults(partitions, 4 << 20, largestImage), []);
  // on half of that flash it is refused
  t.not(partitionFaults(partitions, 2 << 20, largestImage).length, 0);
});

test("two images, that an update in the field can take turns, and what says whose turn it is", (t) => {
  const images = partitions.filter(({ type }) => type === "app");
  t.deepEqual(images.map(({ subtype }) => subtype).sort(), ["ota_0", "ota_1"]);
  for (const { size } of images) t.true(size >= largestImage);
  t.is(images[0]!.size, images[1]!.size);
  const otadata = find("ota");
  t.is(otadata.length, 1);
  t.is(otadata[0]!.size, 0x2000);
  t.is(otadata[0]!.type, "data");
});

test("the table for one image has the same place for what is kept", (t) => {
  const one = readPartitions(read("partitions-one-image.csv"));
  t.deepEqual(partitionFaults(one, 4 << 20, 2 * largestImage), []);
  t.deepEqual(
    one.find(({ subtype }) => subtype === "nvs"),
    find("nvs")[0],
  );
});

test("the store's partition is named as ESP-IDF looks for it and is as large as the store asks for", (t) => {
  const [nvs, ...more] = find("nvs");
  t.deepEqual(more, []);
  t.is(nvs!.name, "nvs");
  t.true(nvs!.size >= 0x5000);
  t.is(nvs!.size % 0x1000, 0);
});

test("data begin at sectors, after bootloader and table, and no name is there twice", (t) => {
  for (const { name, offset, size } of partitions) {
    t.is(offset % 0x1000, 0, name);
    t.is(size % 0x1000, 0, name);
    t.true(offset >= 0x9000, name);
  }
  t.is(new Set(partitions.map(({ name }) => name)).size, partitions.length);
});
