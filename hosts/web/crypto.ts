/**
 * Cryptography in JavaScript only, for platforms without their own. It does not protect against
 * timing attacks by programs on the same machine.
 * @module xs-mesh/crypto
 */
export { JsCrypto, type JsCryptoOptions } from "../../modules/crypto/js-crypto.js";
export {
  JsSessionCrypto,
  type JsSessionCryptoOptions,
} from "../../modules/crypto/js-session-crypto.js";
