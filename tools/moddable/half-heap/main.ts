// The light with half of the slots and chunks that Moddable gives a machine on an ESP32.
export { start } from "../../../modules/firmware/light/main.js";
