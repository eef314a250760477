import type { RunQueue } from "../base/run-queue.js";
import type {
  InterfaceUser,
  LocalPdu,
  NetworkInterface,
  OutboundPdu,
} from "./network-interface.js";

/** A PDU that waits for the run queue. */
interface WaitingPdu extends LocalPdu {
  readonly onEnd: OutboundPdu["onEnd"];
}

/**
 * The local network interface: PDUs that a node sends to itself, to one of its elements or to a
 * group that one of them is subscribed to. PDUs are not secured on it. Mesh Protocol 1.1 §3.4.5.1.
 */
export class LocalInterface implements NetworkInterface {
  readonly bearer = "local";
  readonly backlog = 0;
  private readonly queue: RunQueue;
  private network: InterfaceUser | undefined;

  constructor({ queue }: { readonly queue: RunQueue }) {
    this.queue = queue;
  }

  open(network: InterfaceUser): void {
    this.network = network;
  }

  send({ clear, clearLength, credentials, ivIndex, onEnd }: OutboundPdu): void {
    const pdu = { credentials, ivIndex, clear: clear.slice(0, clearLength), onEnd };
    this.queue.post(LocalInterface.#deliver, this, pdu);
  }

  close(): void {
    this.network = undefined;
  }

  static #deliver(local: LocalInterface, pdu: WaitingPdu): void {
    const network = local.network;
    network?.receiveLocal(local, pdu);
    // Behind what the transport layer put into the run queue for the model.
    if (pdu.onEnd) local.queue.call(pdu.onEnd, network !== undefined);
  }
}
