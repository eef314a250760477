/** The main module of the firmware to bundle: bundle.ts puts the chosen one in its place. */
declare module "firmware" {
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- a relative import declaration is not allowed here
  export const start: import("../../modules/firmware/start.js").Start;
}
