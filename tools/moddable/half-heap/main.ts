// The light with half of the slots and chunks that Moddable gives a machine on an ESP32, and 256
// slots for what is preloaded on a chip and not in the simulator: its store and what starts it.
export { start } from "../../../modules/firmware/light/main.js";
