import { xsMeshProgram } from "./program.js";

try {
  await xsMeshProgram().parseAsync();
} catch (error) {
  process.stderr.write(`xs-mesh: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
