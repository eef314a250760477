// Stands in for hosts/node/crypto.ts inside XS.
export { NativeCrypto as NodeCrypto } from "../../hosts/native/crypto.js";
