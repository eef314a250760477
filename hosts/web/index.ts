/**
 * The host of a node in a browser, except for a radio, which browsers do not have.
 * @module xs-mesh/web
 */
export { WebClock } from "./clock.js";
export { webHost, type WebHostOptions } from "./host.js";
export { LocalStore, type LocalStoreOptions, type TextStorage } from "./local-store.js";
export { MemoryStore, type MemoryStoreOptions } from "./memory-store.js";
export { WebRandom } from "./random.js";
