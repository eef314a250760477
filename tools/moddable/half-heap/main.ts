// The light with half of the slots and chunks of Moddable's machine on an ESP32, plus 256 slots
// for objects that are preloaded on a chip but not in the simulator: its store and its start
// code.
export { start } from "../../../modules/firmware/light/main.js";
