/** A stream of H4 octets to and from a controller. */
export interface HciTransport {
  /** What it leads to, for messages: "tcp:127.0.0.1:14433". */
  readonly name: string;
  /** Gets the octets of the controller, in pieces of any size. */
  onData: (chunk: Uint8Array) => void;
  /** Called once when the controller is not reachable any longer. `why`: for messages. */
  onClose: (why: string) => void;
  /** Sends one H4 packet. Ignored after the end. */
  write(packet: Uint8Array): void;
  /** Ends it; `onClose` is not called for that. */
  close(): void;
}

/** Opens a transport to one controller. Rejects with HciError. */
export type OpenTransport = () => Promise<HciTransport>;
