// The figures of hosts/esp32/README.md are those that the checks with the SDKs have stored.
import test from "ava";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../hosts/xs/build/folders.js";
import { readMeasured } from "../../../tools/esp32/measured.js";
import {
  type BoardFigures,
  heapSentence,
  imageTable,
  linkTable,
  partTable,
} from "../../../tools/esp32/measured-tables.js";
import { partitionFaults, readPartitions } from "../../../tools/esp32/partitions.js";

const read = (path: string) => readFileSync(join(projectFolder, path), "utf8");
const page = read("hosts/esp32/README.md");
const measured = readMeasured();
const { figures: board } = JSON.parse(read("hosts/board/budget.json")) as {
  readonly figures: BoardFigures;
};

for (const [what, text] of [
  ["the images and their memory", imageTable(measured)],
  ["the parts of the light's flash", partTable(measured)],
  ["what xsl linked, and the board's budget", linkTable(measured, board)],
  ["a configured light's memory", heapSentence(board)],
] as const)
  test(`the page has the stored figures of ${what}`, (t) => {
    t.true(page.includes(text), `hosts/esp32/README.md should have:\n${text}`);
  });

test("each measured image fits into the smallest partition of its table", (t) => {
  for (const [firmware, chips] of Object.entries(measured.images))
    for (const [chip, { image }] of Object.entries(chips)) {
      const table = firmware.includes("beside-mesh") ? "partitions-one-image" : "partitions";
      const partitions = readPartitions(read(`hosts/esp32/${table}.csv`));
      t.deepEqual(partitionFaults(partitions, 4 << 20, image), [], `${firmware} for ${chip}`);
    }
});
