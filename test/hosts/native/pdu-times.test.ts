import { scenarioTests } from "../../support/c-program.js";

await scenarioTests([
  {
    name: "pdu-times",
    sources: ["test/hosts/native/pdu-times.c", "hosts/native/pdu-times.c"],
    libraries: ["-lm"],
    sanitizer: "address,undefined",
  },
]);
