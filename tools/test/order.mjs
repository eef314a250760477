// The order in which ava begins the files of tests: a long one that begins last keeps one processor
// busy while the others have nothing left to do.

/**
 * The files that take more than some 20 seconds of a processor, the longest first. Those that wait
 * for the same package to be packed stand apart.
 */
export const longFiles = [
  "test/xs/modules.test.ts",
  "test/docs/listings.test.ts",
  "test/tools/cli/simulate-script.test.ts",
  "test/tools/cli/radio.test.ts",
  "test/package/runners.test.ts",
  "test/hosts/node/provisioner-life.test.ts",
  "test/hosts/manifests.test.ts",
  "test/tools/docs.test.ts",
  "test/package/command-line.test.ts",
  "test/tools/cli/simulate.test.ts",
  "test/tools/cli/shell.test.ts",
  "test/tools/cli/simulate-fast.test.ts",
  "test/hosts/node/light-life.test.ts",
  "test/package/contents.test.ts",
  "test/interop/ble-host.test.ts",
  "test/tools/simulate/simulation.test.ts",
  "test/tools/bench/remote.test.ts",
  "test/package/types.test.ts",
  "test/tools/cli/wifi.test.ts",
  "test/tools/simulate/fast/fast-simulation.test.ts",
  "test/package/web.test.ts",
  "test/hosts/board/board.test.ts",
  "test/readme.test.ts",
  "test/tools/wifi/heap.test.ts",
  "test/tools/cli/remote.test.ts",
  "test/tools/board/board.test.ts",
  "test/tools/simulate/harsh.test.ts",
  "test/modules/espressif/fast-provisioning/network/power-cut.test.ts",
  "test/modules/espressif/fast-provisioning/network/phone.test.ts",
];

/** Its place among the long files; behind them for any other. */
function place(file) {
  const index = longFiles.findIndex((long) => `/${file}`.endsWith(`/${long}`));
  return index < 0 ? longFiles.length : index;
}

/** Compares two test files for ava's `sortTestFiles`: the long ones first, then by name. */
export function longestFirst(a, b) {
  return place(a) - place(b) || a.localeCompare(b, [], { numeric: true });
}
