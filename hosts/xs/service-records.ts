// Encoding of the values that pass through the bridge of services as octets.
import type { ConnectableAdvertisement, GattUuid } from "../../modules/host/gatt.js";
import type { HttpRequest, HttpResponse } from "../../modules/host/http.js";
import type { WifiAccessPoint, WifiConnection, WifiNetwork } from "../../modules/host/wifi.js";
import type { OctetReader, OctetWriter } from "./services.js";

export const CharacteristicFlag = {
  read: 1,
  write: 2,
  writeWithoutResponse: 4,
  notify: 8,
  indicate: 16,
  answers: 32,
} as const;

export function writeUuid(writer: OctetWriter, uuid: GattUuid): void {
  if (typeof uuid === "number") writer.blob(Uint8Array.of(uuid >> 8, uuid));
  else writer.blob(uuid);
}

export function readUuid(reader: OctetReader): GattUuid {
  const octets = reader.blob();
  return octets.length === 2 ? (octets[0]! << 8) | octets[1]! : octets;
}

/** Data, scan response, and the private address, 6 octets, where there is one. */
export function writeAdvertisement(
  writer: OctetWriter,
  { data, privateAddress, scanResponse }: ConnectableAdvertisement,
): void {
  writer.blob(data).blob(scanResponse ?? new Uint8Array(0));
  for (let i = 0; privateAddress !== undefined && i < 6; i++)
    writer.byte(Math.floor(privateAddress / 256 ** i) % 256);
}

export function readAdvertisement(interval: number, reader: OctetReader): ConnectableAdvertisement {
  const advertisement = { data: reader.blob(), scanResponse: reader.blob(), interval };
  if (reader.done) return advertisement;
  let privateAddress = 0;
  for (let i = 0; i < 6; i++) privateAddress += reader.byte() * 256 ** i;
  return { ...advertisement, privateAddress };
}

export function writeAccessPoint(writer: OctetWriter, found: WifiAccessPoint): void {
  const { ssid, bssid, channel, rssi, auth } = found;
  writer
    .blob(ssid)
    .blob(bssid)
    .byte(channel)
    .byte(rssi + 128)
    .byte(auth);
}

export function readAccessPoint(reader: OctetReader): WifiAccessPoint {
  return {
    ssid: reader.blob(),
    bssid: reader.blob(),
    channel: reader.byte(),
    rssi: reader.byte() - 128,
    auth: reader.byte(),
  };
}

export function writeConnection(writer: OctetWriter, connection: WifiConnection): void {
  writeAccessPoint(writer, connection);
  writer.text(connection.address);
}

export function readConnection(reader: OctetReader): WifiConnection {
  return { ...readAccessPoint(reader), address: reader.text() };
}

export function writeNetwork(writer: OctetWriter, network: WifiNetwork): void {
  writer
    .blob(network.ssid)
    .blob(network.passphrase)
    .blob(network.bssid ?? new Uint8Array(0));
}

export function readNetwork(reader: OctetReader): WifiNetwork {
  const network = { ssid: reader.blob(), passphrase: reader.blob() };
  const bssid = reader.blob();
  return bssid.length > 0 ? { ...network, bssid } : network;
}

export function writeRequest(
  writer: OctetWriter,
  { method, path, cookie, host, origin, body }: HttpRequest,
): void {
  writer.text(method).text(path);
  for (const header of [cookie, host, origin])
    writer.byte(header === undefined ? 0 : 1).text(header ?? "");
  writer.blob(body);
}

function readHeader(reader: OctetReader): string | undefined {
  const sent = reader.byte() === 1;
  const value = reader.text();
  return sent ? value : undefined;
}

export function readRequest(reader: OctetReader, connection: number): HttpRequest {
  const head = { method: reader.text(), path: reader.text() };
  const cookie = readHeader(reader);
  const host = readHeader(reader);
  const origin = readHeader(reader);
  return {
    ...head,
    ...(cookie !== undefined && { cookie }),
    ...(host !== undefined && { host }),
    ...(origin !== undefined && { origin }),
    connection,
    body: reader.blob(),
  };
}

export function writeResponse(
  writer: OctetWriter,
  { cookie, contentType, body }: HttpResponse,
): void {
  writer
    .text(cookie ?? "")
    .text(contentType ?? "")
    .blob(body);
}

export function readResponse(reader: OctetReader, status: number): HttpResponse {
  const cookie = reader.text();
  const contentType = reader.text();
  const body = reader.blob();
  return {
    status,
    body,
    ...(cookie !== "" && { cookie }),
    ...(contentType !== "" && { contentType }),
  };
}
