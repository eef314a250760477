class Native {
  static text(octets: Uint8Array): string {
    return native("xs_octet_text").call(this, octets);
  }
}

/**
 * A text that contains octets (64 at most) unchanged, even if they are not valid UTF-8, for C
 * functions with a text argument that stands for octets. JavaScript must not read the text.
 * `String.fromArrayBuffer` throws for invalid UTF-8. A zero octet ends the text. Throws
 * RangeError for more octets.
 */
export function octetText(octets: Uint8Array): string {
  return Native.text(octets);
}
