class Native {
  static text(octets: Uint8Array): string {
    return native("xs_octet_text").call(this, octets);
  }
}

/**
 * A text that holds octets (64 at most) as they are, whether or not they are UTF-8,
 * for C functions that take a text where octets are meant: JavaScript must not look
 * into it. `String.fromArrayBuffer` throws for what is no UTF-8. A zero ends it.
 * Throws RangeError for more octets.
 */
export function octetText(octets: Uint8Array): string {
  return Native.text(octets);
}
