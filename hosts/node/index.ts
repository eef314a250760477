/**
 * The host of a node on Node.js: clocks, cryptography, random octets, stores.
 * @module xs-mesh/node
 */
import "../../modules/checks/install.js";
export { NodeClock } from "./clock.js";
export { NodeCrypto, type NodeCryptoOptions } from "./crypto.js";
export { nodeHost, type NodeHostOptions } from "./host.js";
export { NodeHttpServer } from "./http-server.js";
export { NodeRandom } from "./random.js";
export { SeededRandom } from "./seeded-random.js";
export { NodeSessionCrypto } from "./session-crypto.js";
export { FileStore, type FileStoreOptions, MemoryStore, type MemoryStoreOptions } from "./store.js";
export { VirtualClock } from "./virtual-clock.js";
