import test from "ava";
import { fileURLToPath } from "node:url";
import { Engine } from "../../../hosts/xs/engine.js";
import { Engine32 } from "../../../hosts/xs/engine32.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";
import { suitePasses } from "../../xs/run-suite.js";

const suite = fileURLToPath(new URL("crypto.suite.ts", import.meta.url));
const providers = fileURLToPath(new URL("../../modules/crypto/providers.test.ts", import.meta.url));

test("native crypto, in this process", async (t) => {
  await suitePasses(t, suite, Engine);
});

peerTest([engine32], "native crypto, 32 bits", async (t) => {
  await suitePasses(t, suite, Engine32);
});

peerTest([engine32], "all providers, 32 bits", async (t) => {
  await suitePasses(t, providers, Engine32);
});
