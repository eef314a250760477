// `npm run bench`: writes all figures as tables and JSON, some also as a plot, to
// tools/bench/results/.
import { mkdirSync, writeFileSync } from "node:fs";
import { airTable, benchAir } from "./air.js";
import { airSpeedTable, benchAirSpeed, lightCases, thousandFast } from "./air-speed.js";
import { applyTable, benchApply } from "./apply.js";
import { benchBuilding, buildingTable, largeBuilding } from "./building.js";
import { benchCipher, cipherTable } from "./cipher.js";
import { benchCrypto, cryptoTable } from "./crypto.js";
import { benchFast, fastTable } from "./fast.js";
import { drawnCases, hundredCases, otherCases, thousandCases } from "./fast-cases.js";
import { benchFuzz, benchFuzzGatt, fuzzTable } from "./fuzz.js";
import { benchHeap, ctlFirmware, heapTable } from "./heap.js";
import { benchFastHeap, fastHeapTable } from "./heap-fast.js";
import { benchProductHeaps, productHeapTable } from "./heap-products.js";
import { benchOrder, orderTable } from "./order.js";
import { benchPdus, pduTable } from "./pdus.js";
import { benchProvisioning, provisioningTable } from "./provisioning.js";
import { benchSessions, sessionTable } from "./sessions.js";
import { benchRelay, relayTable } from "./proxy/relay-figures.js";
import { benchWorld, worldTable } from "./proxy/world-figures.js";
import { benchProvisioningGatt, provisioningGattTable } from "./provisioning-gatt.js";
import { benchPublished, publishedTable } from "./published.js";
import { benchRemote, remoteTable } from "./remote.js";
import { drawRemote } from "./remote-picture.js";

const results = new URL("results/", import.meta.url);

interface Benchmark {
  readonly name: string;
  readonly run: () => Promise<{
    readonly figures: unknown;
    readonly text: string;
    readonly picture: string | undefined;
  }>;
}

function benchmark<T>(
  name: string,
  run: () => Promise<T>,
  text: (figures: T) => string,
  picture?: (figures: T) => string,
): Benchmark {
  return {
    name,
    run: async () => {
      const figures = await run();
      return { figures, text: text(figures), picture: picture?.(figures) };
    },
  };
}

const benchmarks: readonly Benchmark[] = [
  benchmark("crypto", benchCrypto, cryptoTable),
  benchmark("cipher", benchCipher, cipherTable),
  benchmark("sessions", benchSessions, sessionTable),
  benchmark("pdus", benchPdus, pduTable),
  benchmark("provisioning", benchProvisioning, provisioningTable),
  benchmark("provisioning-gatt", benchProvisioningGatt, provisioningGattTable),
  benchmark("remote", () => benchRemote(), remoteTable, drawRemote),
  benchmark("apply", () => benchApply(), applyTable),
  benchmark("order", () => benchOrder(), orderTable),
  benchmark("proxy-relay", () => benchRelay(), relayTable),
  benchmark("proxy-world", benchWorld, worldTable),
  benchmark("air", benchAir, airTable),
  benchmark("air-speed", () => benchAirSpeed(lightCases), airSpeedTable),
  benchmark("air-speed-1000", () => benchAirSpeed(thousandFast), airSpeedTable),
  benchmark("building", () => benchBuilding(largeBuilding), buildingTable),
  benchmark("published", benchPublished, publishedTable),
  benchmark("fast", () => benchFast(hundredCases), fastTable),
  benchmark("fast-drawn", () => benchFast(drawnCases), fastTable),
  benchmark("fast-more", () => benchFast(otherCases), fastTable),
  benchmark("fast-1000", () => benchFast(thousandCases), fastTable),
  benchmark("heap", () => benchHeap(), heapTable),
  benchmark(
    "heap-ctl",
    () => benchHeap(ctlFirmware),
    (report) => heapTable(report, "of a tunable white light"),
  ),
  benchmark(
    "fuzz",
    () => benchFuzz(),
    (report) =>
      fuzzTable(report, "every client, and servers without Generic Battery, Location, Properties"),
  ),
  benchmark(
    "fuzz-gatt",
    () => benchFuzzGatt(),
    (report) => fuzzTable(report, "every server and a GATT server"),
  ),
  benchmark("heap-products", benchProductHeaps, productHeapTable),
  benchmark("heap-fast", () => benchFastHeap(), fastHeapTable),
];

const names = benchmarks.map(({ name }) => name);
const wanted = process.argv.slice(2);
const wrong = wanted.filter((name) => !names.includes(name));
if (wrong.length > 0) {
  process.stderr.write(`bench: ${wrong.join(", ")}: choose from ${names.join(", ")}\n`);
  process.exit(1);
}
mkdirSync(results, { recursive: true });
for (const { name, run } of benchmarks) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { figures, picture, text } = await run();
  console.log(`${text}\n`);
  writeFileSync(new URL(`${name}.json`, results), `${JSON.stringify(figures, undefined, 2)}\n`);
  if (picture) writeFileSync(new URL(`${name}.svg`, results), picture);
}
