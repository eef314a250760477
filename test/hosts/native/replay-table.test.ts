import { scenarioTests } from "../../support/c-program.js";

await scenarioTests([
  {
    name: "replay-table",
    sources: ["test/hosts/native/replay-table.c", "hosts/native/replay-table.c"],
    libraries: [],
    sanitizer: "address,undefined",
  },
]);
