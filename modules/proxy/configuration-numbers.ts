/** Sources whose numbers are kept. */
const capacity = 16;
/** Words of a source: its address, the IV Index and the SEQ of its last message. */
const words = 3;

/**
 * The sequence numbers of proxy configuration messages, by which those that were recorded are
 * refused, also over another connection (Mesh Protocol 1.1 §3.9.8). They are kept apart from the
 * replay protection list, and in RAM: nobody but a holder of the NetKey makes such messages, who
 * must neither fill that list nor wear the store. A message that is accepted again after a power cut
 * concerns the filter of the connection that it comes by, and that alone.
 *
 * 192 octets from the first message on. Where there are more sources, the one that was heard of
 * first is forgotten.
 */
export class ConfigurationNumbers {
  private entries: Uint32Array | undefined = undefined;
  private next = 0;

  /** Whether the message is newer than the last one of its source, in whose place it is kept. */
  admit(src: number, ivIndex: number, seq: number): boolean {
    const entries = (this.entries ??= new Uint32Array(words * capacity));
    let at = 0;
    while (at < entries.length && entries[at] !== src) at += words;
    if (at < entries.length) {
      const known = entries[at + 1]!;
      if (ivIndex < known || (ivIndex === known && seq <= entries[at + 2]!)) return false;
    } else {
      at = this.next * words;
      this.next = (this.next + 1) % capacity;
      entries[at] = src;
    }
    entries[at + 1] = ivIndex;
    entries[at + 2] = seq;
    return true;
  }
}
