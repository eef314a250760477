import type { GattCharacteristic, GattConnection, GattServer } from "../host/gatt.js";
import type { ConfigurationPdu } from "../network/configuration-pdu.js";
import type { OutboundPdu } from "../network/network-interface.js";
import { ProxyFilter } from "../network/proxy-filter.js";
import {
  ConfigurationResult,
  configureFilter,
  encodeFilterStatus,
} from "./configuration-messages.js";
import { ProxyInterface, type ProxyLayers } from "./proxy-interface.js";

/** What the clients of a proxy server share. */
export interface ProxyServerLayers extends ProxyLayers {
  readonly gatt: GattServer;
  /** Mesh Proxy Data Out. */
  readonly dataOut: GattCharacteristic;
  /** A client has sent its first PDU that is secured with a NetKey. */
  used(connection: GattConnection): void;
}

/**
 * A client of the proxy server, from its subscription on: a network interface with the client's
 * output filter. Mesh Protocol 1.1 §6.4, §6.6.
 */
export class ProxyConnection extends ProxyInterface<ProxyServerLayers> {
  readonly connection: GattConnection;
  readonly filter = new ProxyFilter();
  /** Whether the client gets Mesh Private beacons instead of Secure Network beacons: fixed for the connection's life. §6.7 */
  readonly privateBeacons: boolean;
  /** Whether the client has sent a PDU that is secured with a NetKey: before that it gets nothing but beacons. */
  isMember = false;

  constructor(layers: ProxyServerLayers, connection: GattConnection, privateBeacons: boolean) {
    super(layers);
    this.connection = connection;
    this.privateBeacons = privateBeacons;
  }

  /** Octets of one notification. */
  get room(): number {
    return this.layers.gatt.mtu(this.connection) - 3;
  }

  write(value: Uint8Array): boolean {
    return this.layers.gatt.notify(this.connection, this.layers.dataOut, value);
  }

  disconnect(): void {
    this.layers.gatt.disconnect(this.connection);
  }

  /** A network PDU of this source came from the client. */
  heard(source: number): void {
    this.filter.heard(source);
    this.use();
  }

  protected passes({ destination }: OutboundPdu): boolean {
    return this.filter.passes(destination);
  }

  protected configured({ bytes, credentials, end, start }: ConfigurationPdu): void {
    const { diagnostics } = this.layers;
    this.use();
    const result = configureFilter(this.filter, bytes, start, end);
    if (result >= ConfigurationResult.opcode)
      return diagnostics.drop("proxy.configuration", end - start);
    if (result === ConfigurationResult.full) diagnostics.drop("proxy.filter-full", end - start);
    this.sendConfiguration(credentials, encodeFilterStatus(this.filter));
  }
  private use(): void {
    if (this.isMember) return;
    this.isMember = true;
    this.layers.used(this.connection);
  }
}
