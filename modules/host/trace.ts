import type { ButtonPress } from "./board.js";
import type { DropReason } from "./drop-reason.js";

/**
 * A message to this node, or to a group, that no model of the node got. It comes beside the "drop"
 * of its reason.
 */
export interface RefusedMessage {
  readonly type: "access.refused";
  /** The layer and the reason, as they are counted. */
  readonly reason: DropReason;
  readonly src: number;
  readonly dst: number;
  /** Whether it was encrypted with a device key. Absent if it was not for this node. */
  readonly device?: boolean;
  /** Index of its AppKey; absent for a device key, and if it could not be decrypted. */
  readonly appKeyIndex?: number | undefined;
  /** Absent if it could not be decrypted, or is malformed. */
  readonly opcode?: number;
  /** The element that it is for, or the first one with a model for it; from 0. */
  readonly element?: number;
  /** Identifier of the model that handles the opcode but did not get the message. */
  readonly model?: number;
  /** The keys that this model's messages are encrypted with. */
  readonly access?: "application" | "device" | "both";
}

/** The methods of `console` that write a line. */
export type LogLevel = "debug" | "log" | "info" | "warn" | "error";

/** Events of the layers, for logs, captures, counters and tools. */
export type TraceEvent =
  | RefusedMessage
  /** A line that the firmware wrote with `console` or `trace`. */
  | { readonly type: "log"; readonly level: LogLevel; readonly text: string }
  /** A lamp of the board was switched. */
  | { readonly type: "board.lamp"; readonly name: string; readonly on: boolean }
  /** A button of a simulated board was pressed. */
  | { readonly type: "board.button"; readonly name: string; readonly press: ButtonPress }
  | { readonly type: "drop"; readonly reason: DropReason; readonly octets: number }
  | { readonly type: "store.failure"; readonly key: string; readonly message: string }
  | { readonly type: "store.corrupt"; readonly key: string; readonly message: string }
  | {
      readonly type: "network.send" | "network.receive" | "network.relay";
      readonly src: number;
      readonly dst: number;
      readonly seq: number;
      readonly ttl: number;
      readonly control: boolean;
    }
  | {
      readonly type: "access.send" | "access.receive";
      readonly src: number;
      readonly dst: number;
      readonly opcode: number;
      readonly octets: number;
    }
  /** A request that was not answered in time. */
  | {
      readonly type: "access.timeout";
      readonly dst: number;
      /** Opcodes of the request and of its answer. */
      readonly opcode: number;
      readonly response: number;
      /** Index of the AppKey of the request; absent for a device key. */
      readonly appKeyIndex?: number | undefined;
      /** What the request rejects with afterwards: a simulation adds the reason to its message. */
      readonly error: Error;
    }
  /** A fault of a radio's controller, and its end. */
  | {
      readonly type: "radio";
      readonly state: "reset" | "recovered" | "restarted" | "failed" | "unsent";
      /** Resets in a row; restarts so far; attempts to start; packets given up so far. */
      readonly count: number;
      /** For the log. */
      readonly message: string;
    }
  | { readonly type: "iv-update"; readonly ivIndex: number; readonly inProgress: boolean }
  /** The replay protection list has so many places left for new sources. An IV Update frees those of sources that do not send any longer. */
  | { readonly type: "replay-list.few-places"; readonly left: number }
  | { readonly type: "key-refresh"; readonly netKeyIndex: number; readonly phase: 0 | 1 | 2 }
  | {
      readonly type: "provisioning.link";
      readonly state: "open" | "close";
      readonly linkId: number;
      readonly reason?: number;
    }
  | {
      readonly type: "provisioning.send" | "provisioning.receive";
      readonly pdu: number;
      readonly octets: number;
    }
  | { readonly type: "node.provisioned"; readonly address: number }
  | { readonly type: "node.reset" }
  | {
      readonly type: "model.state";
      readonly model: string;
      readonly element: number;
      readonly value: number;
    }
  /** A message that a client was to publish was not sent. */
  | {
      readonly type: "model.not-published";
      /** Model identifier, hexadecimal digits. */
      readonly model: string;
      readonly element: number;
      readonly reason: "not-provisioned" | "no-publication";
      /** For the log: the name of the message, and what to do. */
      readonly message: string;
    }
  | {
      readonly type: "fast-provisioning";
      /** "entered", "suspended", "exited": the server's state; "resting": nothing is left to do. */
      readonly state: "entered" | "suspended" | "exited" | "resting" | "exhausted";
    }
  | {
      readonly type: "fast-provisioning.node";
      /** Step of a device that this node provisions. "left": it does not answer. */
      readonly step: "link" | "failed" | "provisioned" | "configured" | "left";
      readonly address?: number;
      /** 32 hexadecimal digits. */
      readonly uuid?: string;
    }
  | {
      readonly type: "wifi.service";
      readonly state: "started" | "ended";
      readonly name: string;
      /** What a QR code for Espressif's apps holds, JSON; when it started. */
      readonly payload?: string;
    }
  | {
      readonly type: "wifi.session";
      readonly state: "established" | "refused" | "closed";
      readonly version?: number;
      readonly reason?: string;
    }
  | {
      readonly type: "wifi.station";
      readonly state:
        "idle" | "configured" | "waiting" | "connecting" | "connected" | "failed" | "lost";
      /** Hexadecimal digits. */
      readonly ssid?: string;
      readonly address?: string;
      readonly reason?: string;
    };

/** Receives the events of one node, in order. */
export type Trace = (event: TraceEvent) => void;
