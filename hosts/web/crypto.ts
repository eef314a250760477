// What a web page imports from "xs-mesh/crypto".
export { JsCrypto, type JsCryptoOptions } from "../../modules/crypto/js-crypto.js";
export {
  JsSessionCrypto,
  type JsSessionCryptoOptions,
} from "../../modules/crypto/js-session-crypto.js";
