import { scenarioTests } from "../../../support/c-program.js";

await scenarioTests([
  {
    name: "octet-string",
    sources: ["test/hosts/esp32/store/octet-string.c", "hosts/esp32/store/octet-string.c"],
    sanitizer: "address,undefined",
  },
]);
