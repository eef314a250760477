declare const cipherBrand: unique symbol;

/** A cipher object of C. The garbage collector frees it; `close` of the NetworkCipher does so at once. */
export interface CipherHandle {
  readonly [cipherBrand]: true;
}
