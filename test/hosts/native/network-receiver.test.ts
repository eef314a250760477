import { scenarioTests } from "../../support/c-program.js";

const native = [
  "access-receiver.c",
  "access-sealer.c",
  "advertising-queue.c",
  "advertising-scheduler.c",
  "aes-schedule.c",
  "keys.c",
  "network-pdu.c",
  "network-receiver.c",
  "network-relay.c",
  "platform-linux.c",
  "replay-table.c",
  "segment-receiver.c",
].map((name) => `hosts/native/${name}`);

await scenarioTests(
  ["network-receiver", "access-receiver", "segment-receiver"].map((name) => ({
    name,
    sources: [`test/hosts/native/${name}.c`, ...native],
    libraries: ["-lmbedcrypto", "-lm"],
    sanitizer: "address,undefined",
  })),
);
