const replacement = 0xfffd;

/** What a lead octet holds of its character; -1 for one that leads none. */
function leadBits(octet: number): number {
  if (octet < 0x80) return octet;
  if (octet >= 0xc2 && octet < 0xe0) return octet & 0x1f;
  if (octet >= 0xe0 && octet < 0xf0) return octet & 0x0f;
  return octet >= 0xf0 && octet < 0xf5 ? octet & 0x07 : -1;
}

/** Whether `next` may be the second octet after `lead`: no overlong form, no surrogate, nothing above U+10FFFF. */
function mayFollow(lead: number, next: number): boolean {
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return next >= least && next <= most;
}

/** The octets of a string in UTF-8 (RFC 3629); half a surrogate pair becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  const octets: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0)!;
    if (code >= 0xd800 && code < 0xe000) code = replacement;
    if (code < 0x80) octets.push(code);
    else if (code < 0x800) octets.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else {
      if (code < 0x10000) octets.push(0xe0 | (code >> 12));
      else octets.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f));
      octets.push(0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    }
  }
  return Uint8Array.from(octets);
}

/**
 * The string that octets hold in UTF-8 (RFC 3629). For what is none there is U+FFFD,
 * one for each part that cannot be the beginning of a character: it never throws.
 */
export function utf8Text(octets: Uint8Array): string {
  let text = "";
  for (let at = 0; at < octets.length;) {
    const lead = octets[at++]!;
    let code = leadBits(lead);
    const more = code < 0 || lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    for (let i = 0; i < more; i++) {
      const next = octets[at] ?? 0;
      if (i === 0 ? !mayFollow(lead, next) : (next & 0xc0) !== 0x80) {
        code = -1;
        break;
      }
      code = (code << 6) | (next & 0x3f);
      at++;
    }
    text += String.fromCodePoint(code < 0 ? replacement : code);
  }
  return text;
}
