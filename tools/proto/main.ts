// Writes the modules of all .proto files.
import { writeFileSync } from "node:fs";
import { generate, protoFiles } from "./generate.js";

for (const { source, target } of protoFiles()) writeFileSync(target, await generate(source));
