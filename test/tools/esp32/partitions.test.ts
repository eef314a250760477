import test from "ava";
import {
  partitionFaults,
  type Partition,
  readPartitions,
} from "../../../tools/esp32/partitions.js";

const flash = 4 << 20;

test("offsets and sizes by K, M, hexadecimal and decimal; comments and empty lines are left out", (t) => {
  const text = `# Name, Type, SubType, Offset, Size

nvs, data, nvs, 0x9000, 0x5000
  # a comment that is indented
otadata,data,ota,56K,8k,
app,  app,  factory, 65536, 1M, encrypted
${"\t"}
`;
  t.deepEqual(readPartitions(text), [
    { name: "nvs", type: "data", subtype: "nvs", offset: 0x9000, size: 0x5000 },
    { name: "otadata", type: "data", subtype: "ota", offset: 56 << 10, size: 8 << 10 },
    { name: "app", type: "app", subtype: "factory", offset: 0x10000, size: 1 << 20 },
  ]);
  t.deepEqual(readPartitions(""), []);
  t.deepEqual(readPartitions(text.replaceAll("\n", "\r\n")), readPartitions(text));
});

for (const [what, line] of [
  ["no offset", "nvs, data, nvs, , 0x5000"],
  ["no size", "nvs, data, nvs, 0x9000,"],
  ["no fields", "nvs"],
  ["no name", ", data, nvs, 0x9000, 0x5000"],
  ["no type", "nvs, , nvs, 0x9000, 0x5000"],
  ["a size of nothing", "nvs, data, nvs, 0x9000, 0"],
  ["another unit", "nvs, data, nvs, 0x9000, 1G"],
  ["a negative size", "nvs, data, nvs, 0x9000, -1"],
  ["a fraction", "nvs, data, nvs, 0x9000, 1.5M"],
] as const)
  test(`a line that is no partition is refused and shown: ${what}`, (t) => {
    const text = `# table\nphy, data, phy, 0xf000, 0x1000\n${line}\n`;
    t.throws(() => readPartitions(text), {
      instanceOf: SyntaxError,
      message: `no partition with offset and size: "${line}"`,
    });
  });

const partition = (name: string, type: string, offset: number, size: number): Partition => ({
  name,
  type,
  subtype: type === "app" ? name : "nvs",
  offset,
  size,
});
const app = partition("ota_0", "app", 0x10000, 0x100000);

const faults: readonly (readonly [
  what: string,
  table: readonly Partition[],
  image: number,
  faults: readonly string[],
])[] = [
  ["nothing", [partition("nvs", "data", 0x9000, 0x7000), app], 0x100000, []],
  [
    "nothing, in any order, up to the last octet of the flash",
    [partition("nvs", "data", 0x3f0000, 0x10000), app],
    1,
    [],
  ],
  [
    "an overlap of one octet",
    [app, partition("nvs", "data", 0x9000, 0x7001)],
    1,
    ["the partition nvs ends beyond the beginning of ota_0"],
  ],
  [
    "beyond the flash",
    [app, partition("nvs", "data", 0x3f0000, 0x11000)],
    1,
    ["the partition nvs ends at 4198400, the flash at 4194304"],
  ],
  [
    "an image one octet too large",
    [app],
    0x100001,
    [
      "the image has 1048577 octets, 1 more than the partition ota_0 of partitions.csv: " +
        "a larger partition (on a larger flash), or less in the image",
    ],
  ],
  [
    "an image that fits one of two",
    [app, partition("ota_1", "app", 0x110000, 0x80000)],
    0x90000,
    [
      "the image has 589824 octets, 65536 more than the partition ota_1 of partitions.csv: " +
        "a larger partition (on a larger flash), or less in the image",
    ],
  ],
  [
    "an image at an address that the chip cannot map",
    [partition("ota_0", "app", 0x11000, 0x100000)],
    1,
    ["the partition ota_0 holds an image and must begin at a multiple of 0x10000"],
  ],
  [
    "no image's partition",
    [partition("nvs", "data", 0x9000, 0x5000)],
    1,
    ["no partition holds an image"],
  ],
  ["no partitions", [], 1, ["no partition holds an image"]],
  [
    "below the partition table itself",
    [partition("nvs", "data", 0x8000, 0x1000), app],
    1,
    ["the partition nvs begins at 32768, where the bootloader and the partition table are"],
  ],
];

for (const [what, table, image, expected] of faults)
  test(`of a table is said: ${what}`, (t) => {
    t.deepEqual(partitionFaults(table, flash, image), expected);
  });
