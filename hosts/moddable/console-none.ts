// Replaces console.ts in builds for release: `console` is there, and does nothing.
import { frozen } from "../../modules/base/frozen.js";

function ignore(): void {}

(globalThis as unknown as { console: object }).console = frozen({
  debug: ignore,
  log: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
});

export function openConsole(): void {}
