import type { LightView } from "./screen.js";

/** Where there is no screen the log has to do. */
export class Screen {
  show(_view: LightView): void {
    return;
  }
}
