/**
 * The datagrams between simulators and their air: the sender's process identifier, 32 bits
 * little-endian, 0 for an air; an octet for the kind; and the content for that kind.
 * hosts/simulator/air-link.ts is the other end.
 */
export type Datagram =
  /** A simulator is running; sent every second. */
  | { readonly kind: "hello"; readonly name: string }
  /** An advertising event: AD structures, 1..31 octets, and the RSSI in dBm. */
  | { readonly kind: "packet"; readonly rssi: number; readonly data: Uint8Array }
  /**
   * A question of the air to the firmware: a name; or, separated by spaces, a name, a number and
   * an argument as JSON. A simulator carries out what has the same number as before only once.
   */
  | { readonly kind: "question"; readonly name: string }
  /**
   * JSON object with the firmware's result as `value`, or with the reason for a failure as
   * `error`, and with the `number` of a question that had one.
   */
  | { readonly kind: "answer"; readonly json: string }
  /** An event of the firmware or its board, a TraceEvent as JSON. */
  | { readonly kind: "event"; readonly json: string };

const kinds = ["hello", "packet", "question", "answer", "event"] as const;
const HEADER = 5;
const MAX_AD_LENGTH = 31;

/** Encodes a datagram of an air. */
export function encodeDatagram(datagram: Datagram): Uint8Array {
  const payload = payloadOf(datagram);
  const octets = new Uint8Array(HEADER + payload.length);
  octets[4] = kinds.indexOf(datagram.kind);
  octets.set(payload, HEADER);
  return octets;
}

/** Decodes a datagram; undefined if it is malformed. */
export function decodeDatagram(octets: Uint8Array): Datagram | undefined {
  if (octets.length <= HEADER) return undefined;
  const payload = octets.subarray(HEADER);
  const text = () => Buffer.from(payload).toString("latin1");
  const kind = kinds[octets[4]!];
  switch (kind) {
    case "hello":
    case "question":
      return { kind, name: text() };
    case "answer":
    case "event":
      return { kind, json: text() };
    case "packet":
      if (payload.length < 2 || payload.length > 1 + MAX_AD_LENGTH) return undefined;
      return { kind, rssi: (payload[0]! << 24) >> 24, data: payload.slice(1) };
    default:
      return undefined;
  }
}

function payloadOf(datagram: Datagram): Uint8Array {
  switch (datagram.kind) {
    case "hello":
    case "question":
      return Buffer.from(datagram.name, "latin1");
    case "answer":
    case "event":
      return Buffer.from(datagram.json, "latin1");
    case "packet":
      return Uint8Array.of(datagram.rssi & 0xff, ...datagram.data);
  }
}
