// The words of an entry:
const sourceWord = 0;
const ivIndexWord = 1;
const sequenceWord = 2;
const wordsOfPlace = 3;

/**
 * The highest (IV Index, SEQ) of the control messages of a source that had an effect, so
 * that no message has one twice. Mesh Protocol 1.1 §3.9.8.
 *
 * Separate from the replay protection list of access messages, and in RAM: an attacker with the NetKey
 * can make control messages of any source, with any number, and must not block what an
 * application or device key authenticates. Nor may they block the control messages that
 * the source sends itself: an authentic message with a lower number than theirs resets the
 * entry. Where there are too many sources, the entry that was made first is replaced.
 */
export class ControlMarks {
  private readonly words: Uint32Array;
  /** The entry that is used next. */
  private next = 0;
  /** Words in use. */
  private used = 0;

  /** `capacity`: sources; a small number, as the search is linear. */
  constructor(capacity: number) {
    this.words = new Uint32Array(capacity * wordsOfPlace);
  }

  /** Whether a control message may be new. */
  isNew(src: number, ivIndex: number, seq: number): boolean {
    const words = this.words;
    const at = this.find(src);
    if (at < 0) return true;
    const known = words[at + ivIndexWord]!;
    return ivIndex === known ? seq > words[at + sequenceWord]! : ivIndex > known;
  }

  /** Enters one that was new, and had an effect. */
  enter(src: number, ivIndex: number, seq: number): void {
    const words = this.words;
    let at = this.find(src);
    if (at < 0) {
      at = this.next;
      this.next = (at + wordsOfPlace) % words.length;
      this.used = Math.max(this.used, at + wordsOfPlace);
    }
    words[at + sourceWord] = src;
    words[at + ivIndexWord] = ivIndex;
    words[at + sequenceWord] = seq;
  }

  /** A new message of the source is authentic: an earlier control message with a higher number was forged. */
  authentic(src: number, ivIndex: number, seq: number): void {
    if (!this.isNew(src, ivIndex, seq)) this.enter(src, ivIndex, seq);
  }

  private find(src: number): number {
    const words = this.words;
    for (let at = 0; at < this.used; at += wordsOfPlace)
      if (words[at + sourceWord] === src) return at;
    return -1;
  }
}
