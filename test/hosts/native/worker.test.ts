import { scenarioTests } from "../../support/c-program.js";

const sources = [
  "test/hosts/native/worker.c",
  "test/hosts/native/worker-platform.c",
  ...["worker.c", "ecdh.c", "keys.c"].map((name) => `hosts/native/${name}`),
];

await scenarioTests([
  { name: "worker", sources, libraries: ["-lmbedcrypto"], sanitizer: "address,undefined" },
  { name: "worker-races", sources, libraries: ["-lmbedcrypto"], sanitizer: "thread" },
]);
