// The light with half of the slots and chunks of Moddable's machine on an ESP32.
export { start } from "../../../modules/firmware/light/main.js";
