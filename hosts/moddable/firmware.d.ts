/** The firmware that a manifest names, under Moddable. */
declare module "firmware" {
  import type { Start } from "xs-mesh/modules/firmware/start";

  export const start: Start;
}
