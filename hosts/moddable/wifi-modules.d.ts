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

interface ArrayBufferConstructor {
  /** The octets of a text, whether or not they are UTF-8. */
  fromString(text: string): ArrayBuffer;
}
