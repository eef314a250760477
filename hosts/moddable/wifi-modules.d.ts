// The parts of Moddable's modules that its Wi-Fi uses, for a type check without the SDK.

declare module "wifi" {
  const WiFi: object;
  export default WiFi;
}

declare module "net" {
  const Net: {
    get(what: "BSSID" | "IP" | "MAC"): string;
    get(what: "RSSI"): number;
  };
  export default Net;
}

interface StringConstructor {
  /** UTF-8 octets as a text. */
  fromArrayBuffer(octets: ArrayBuffer): string;
}

interface ArrayBufferConstructor {
  /** The UTF-8 octets of a text. */
  fromString(text: string): ArrayBuffer;
}
