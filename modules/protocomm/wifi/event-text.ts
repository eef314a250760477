import { fromHex } from "../../base/bytes.js";
import { utf8Text } from "../../base/utf8.js";
import type { TraceEvent } from "../../host/trace.js";

type EventOf<Type extends TraceEvent["type"]> = Extract<TraceEvent, { readonly type: Type }>;

function sessionText({ state, version, reason }: EventOf<"wifi.session">): string {
  switch (state) {
    case "established":
      return `a session with security ${version} begins`;
    case "refused":
      return reason === "proof"
        ? "a session is refused: the secret is wrong"
        : "a session is refused: its messages make no sense";
    case "closed":
      return "the session ends";
  }
}

/** Why a network was not joined, for a person. */
function reasonText(reason: string | undefined): string {
  switch (reason) {
    case "authentication":
      return "refused, is the passphrase right?";
    case "not-found":
      return "no access point of that name";
    default:
      return "the connection is gone";
  }
}

function stationText({ state, ssid = "", address, reason }: EventOf<"wifi.station">): string {
  const name = `"${utf8Text(fromHex(ssid))}"`;
  switch (state) {
    case "idle":
      return "the network is forgotten";
    case "configured":
      return `credentials for ${name} came`;
    case "waiting":
      return `${name} will be joined in a moment`;
    case "connecting":
      return `joining ${name} ...`;
    case "connected":
      return `connected to ${name} as ${address}`;
    case "failed":
      return `${name} cannot be joined: ${reasonText(reason)}`;
    case "lost":
      return `${name} was lost: ${reasonText(reason)}`;
  }
}

/** The text of a Wi-Fi event for a person; undefined for other events, and for those without one. */
export function wifiEventText(event: TraceEvent): string | undefined {
  switch (event.type) {
    case "wifi.service":
      return event.state === "started"
        ? `${event.name} offers provisioning`
        : `${event.name} is provisioned, and offers it no more`;
    case "wifi.session":
      return sessionText(event);
    case "wifi.station":
      return stationText(event);
    default:
      return undefined;
  }
}
