import test from "ava";
import { fileURLToPath } from "node:url";
import { Engine } from "../../../hosts/xs/engine.js";
import { Engine32 } from "../../../hosts/xs/engine32.js";
import { suitePasses } from "../../xs/run-suite.js";

const suite = fileURLToPath(new URL("crypto.suite.ts", import.meta.url));
const providers = fileURLToPath(new URL("../../modules/crypto/providers.test.ts", import.meta.url));

test("native crypto, in this process", async (t) => {
  await suitePasses(t, suite, Engine);
});

test("native crypto, 32 bits", async (t) => {
  await suitePasses(t, suite, Engine32);
});

test("all providers, 32 bits", async (t) => {
  await suitePasses(t, providers, Engine32);
});
