#!/usr/bin/env node
// The command line, in TypeScript: tsx reads it as it is.
import { register } from "tsx/esm/api";

register();
await import("./cli/main.ts");
