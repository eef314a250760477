import { authorsFrames } from "../simulation/log-frames.js";
import { errorOf } from "../simulation/thrown.js";
import { endWithReader } from "./end-with-reader.js";
import { xsMeshProgram } from "./program.js";

endWithReader(process.stdout);
endWithReader(process.stderr);
// Of a script or a firmware of the user: the lines of its author say where.
process.on("uncaughtException", (error: unknown) => {
  const { message, stack = "" } = errorOf(error);
  const places = authorsFrames(stack.slice(Math.max(0, stack.indexOf("\n    at "))));
  process.stderr.write(`xs-mesh: ${message}${places.startsWith("\n") ? places : ""}\n`);
  process.exit(1);
});
try {
  const program = await xsMeshProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`xs-mesh: ${errorOf(error).message}\n`);
  process.exitCode = 1;
}
