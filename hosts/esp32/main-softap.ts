import Listener from "embedded:io/socket/listener";
import HTTPServer from "embedded:network/http/server";
import config from "mc/config";
import type { ListenerClass } from "../moddable/bounded-socket.js";
import { type HttpServerClass, ModdableHttpServer } from "../moddable/http-server.js";
import { runWithWifi } from "./wifi/run.js";

/** Starts a firmware with Wi-Fi, which is provisioned over its own access point and HTTP. */
export default function main(): void {
  runWithWifi(
    { transport: "softap", ...config },
    (clock) =>
      new ModdableHttpServer({
        clock,
        Server: HTTPServer as unknown as HttpServerClass,
        Listener: Listener as unknown as ListenerClass,
      }),
  );
}
