import { scenarioTests } from "../../support/c-program.js";

await scenarioTests([
  {
    name: "beacon-counter",
    sources: ["test/hosts/native/beacon-counter.c", "hosts/native/beacon-counter.c"],
    sanitizer: "address,undefined",
  },
]);
