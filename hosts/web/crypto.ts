/**
 * The cryptography in JavaScript alone, for machines without any of their own. It does not
 * protect against measurements of its time on the same machine.
 * @module xs-mesh/crypto
 */
export { JsCrypto, type JsCryptoOptions } from "../../modules/crypto/js-crypto.js";
export {
  JsSessionCrypto,
  type JsSessionCryptoOptions,
} from "../../modules/crypto/js-session-crypto.js";
