import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { sourceLists } from "../../../../hosts/board/build/mbedtls-source.js";

test("apt is asked for source packages of the archives that the machine has", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-lists-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const [etc, target] = [join(folder, "apt"), join(folder, "out")];
  mkdirSync(join(etc, "sources.list.d"), { recursive: true });
  mkdirSync(target);
  writeFileSync(
    join(etc, "sources.list"),
    "# deb http://old.example x main\n" +
      "deb http://one.example/debian stable main contrib\n" +
      "deb [arch=amd64 signed-by=/k.gpg] http://two.example stable main\n" +
      "deb [arch=amd64] http://three.example stable main\n" +
      "deb-src http://one.example/debian stable main\n",
  );
  writeFileSync(
    join(etc, "sources.list.d/debian.sources"),
    "Types: deb\nURIs: http://four.example\nSuites: stable\nArchitectures: amd64\n\n" +
      "Types: deb-src\nURIs: http://five.example\nSuites: stable\n\n" +
      "Enabled: no\nTypes: deb\nURIs: http://six.example\nSuites: stable\n",
  );
  writeFileSync(join(etc, "sources.list.d/other.save"), "deb http://seven.example stable main\n");
  sourceLists(etc, target);
  const files = readdirSync(target).sort();
  t.deepEqual(files, ["0.list", "1.sources"]);
  const [list, stanzas] = files.map((name) => readFileSync(join(target, name), "utf8").trim());
  t.is(
    list,
    "deb-src http://one.example/debian stable main contrib\n" +
      "deb-src [signed-by=/k.gpg] http://two.example stable main\n" +
      "deb-src http://three.example stable main",
  );
  t.is(stanzas, "Types: deb-src\nURIs: http://four.example\nSuites: stable");
});
