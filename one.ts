import { runSuite } from "./test/xs/run-suite.js";
import { Engine32 } from "./hosts/xs/engine32.js";
const r = await runSuite(process.argv[2]!, Engine32);
for (const x of r) console.log(x.error ? "FAIL " + x.error : "ok", x.title);
