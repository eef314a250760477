/**
 * The cryptography in JavaScript alone, for machines that have none of their own. It takes no
 * measures against who can measure its time on the same machine.
 * @module xs-mesh/crypto
 */
export { JsCrypto, type JsCryptoOptions } from "../../modules/crypto/js-crypto.js";
export {
  JsSessionCrypto,
  type JsSessionCryptoOptions,
} from "../../modules/crypto/js-session-crypto.js";
