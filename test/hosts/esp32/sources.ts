import { readdirSync } from "node:fs";
import { join } from "node:path";
import { serviceFiles } from "../../../hosts/xs/build/build.js";
import { projectFolder } from "../../../hosts/xs/build/folders.js";

const radioFolder = "hosts/esp32/radio";

/** The files that call XS, or start NimBLE as only ESP-IDF does. */
const others = ["radio-scheduler.c", "radio-xs.c", "radio-port-esp32.c"].map(
  (name) => `${radioFolder}/${name}`,
);

/** The radio's files that call nothing but NimBLE's host; paths from the project's folder. */
export const radioSources: readonly string[] = readdirSync(join(projectFolder, radioFolder))
  .filter((name) => name.endsWith(".c"))
  .map((name) => `${radioFolder}/${name}`)
  .filter((path) => !others.includes(path));

/** All C files that hosts/esp32 brings to the chip. */
export const chipSources: readonly string[] = [
  ...radioSources,
  ...others,
  "hosts/esp32/store/nvs.c",
  "hosts/esp32/store/octet-string.c",
  "hosts/esp32/wifi/wifi-reason.c",
  ...[
    ...["access-receiver.c", "access-receiver-xs.c", "access-sealer.c", "access-sealer-xs.c"],
    ...["aes-psa.c", "crypto.c", "ecdh.c", "ecdh-worker.c", "keys.c", "network-cipher.c"],
    ...["network-pdu.c", "network-receiver.c", "network-receiver-xs.c", "network-relay.c"],
    ...["advertising-queue.c", "advertising-scheduler.c", "advertising-scheduler-xs.c"],
    ...["packet-filter.c", "pdu-times.c", "pdu-times-xs.c"],
    ...["replay-table.c", "replay-table-xs.c", "segment-receiver.c", "segment-receiver-xs.c"],
    ...["platform-esp32.c", "worker.c", "worker-post-esp32.c"],
    ...serviceFiles.native,
  ].map((name) => `hosts/native/${name}`),
];
