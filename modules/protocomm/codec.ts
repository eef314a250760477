import { PbfReader, PbfWriter } from "pbf";

/** A whole message, or undefined for octets that are not one. */
export function decode<Message>(
  read: (pbf: PbfReader) => Message,
  octets: Uint8Array,
): Message | undefined {
  const pbf = new PbfReader(octets);
  try {
    const message = read(pbf);
    // a field that says it is longer than the message leaves the reader behind the end
    return pbf.pos === octets.length ? message : undefined;
  } catch {
    return undefined; // pbf throws for types and numbers that there are not
  }
}

/** The octets of a message: an array of its own. */
export function encode<Message>(
  write: (message: Message, pbf: PbfWriter) => void,
  message: Message,
): Uint8Array {
  const pbf = new PbfWriter();
  write(message, pbf);
  return pbf.finish().slice();
}
