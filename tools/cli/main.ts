import { endWithReader } from "./end-with-reader.js";
import { xsMeshProgram } from "./program.js";

endWithReader(process.stdout);
endWithReader(process.stderr);
try {
  await xsMeshProgram().parseAsync();
} catch (error) {
  process.stderr.write(`xs-mesh: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
