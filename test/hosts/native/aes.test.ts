import { scenarioTests } from "../../support/c-program.js";

const native = ["aes-schedule.c", "keys.c", "platform-linux.c"].map(
  (name) => `hosts/native/${name}`,
);

await scenarioTests([
  {
    name: "aes",
    sources: ["test/hosts/native/aes.c", ...native],
    libraries: ["-lmbedcrypto"],
    sanitizer: "address,undefined",
  },
]);
