// The package in a web page: bundled for browsers, with nothing of Node.js to run on.
import test from "ava";
import { build } from "esbuild";
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { chromium, openedPage } from "../support/chromium.js";
import { installedPackage, type InstalledPackage } from "../support/packed-package.js";
import { peerTest } from "../support/peer.js";

let user: InstalledPackage;
let script: string;
test.before(async () => {
  user = await installedPackage();
  const page = new URL("web-page.js", import.meta.url);
  const { outputFiles } = await build({
    entryPoints: [user.write("page.js", readFileSync(page, "utf8"))],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "page",
    platform: "browser",
    target: "es2022",
  });
  script = outputFiles[0]!.text;
});
test.after.always(() => user?.remove());

const expected = '{"present":true,"states":[true],"stored":true}';

/** As much of `localStorage` as there is in a browser, in memory. */
class TestStorage {
  readonly #entries = new Map<string, string>();

  get length(): number {
    return this.#entries.size;
  }

  key(index: number): string | null {
    return [...this.#entries.keys()][index] ?? null;
  }

  getItem(name: string): string | null {
    return this.#entries.get(name) ?? null;
  }

  setItem(name: string, text: string): void {
    this.#entries.set(name, text);
  }

  removeItem(name: string): void {
    this.#entries.delete(name);
  }
}

test("a provisioner and a light run in a page, on the web platform alone", async (t) => {
  const clock = new VirtualClock();
  const platform = {
    crypto: webcrypto,
    localStorage: new TestStorage(),
    performance: { now: () => clock.now() },
    setTimeout: (callback: () => void, delay: number) => clock.schedule(callback, delay),
    clearTimeout: (timer: number) => clock.cancel(timer),
    TextEncoder,
    TextDecoder,
  };
  const context = createContext(platform);
  runInContext(script, context);
  const switched = runInContext("page.switched", context) as Promise<string>;
  let said: string | undefined;
  void switched.then((text) => (said = text));
  await clock.run(() => said !== undefined || clock.now() > 120_000);
  t.is(said, expected);
});

peerTest([chromium], "the same page in Chromium", async (t) => {
  const page = `<!doctype html><body></body><script>${script.replaceAll("</script", "<\\/script")}</script>`;
  t.regex(
    await openedPage(page, "", 120_000),
    /\{"present":true,"states":\[true\],"stored":true\}/,
  );
});
