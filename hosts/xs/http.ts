import type { HttpRequest, HttpRespond, HttpServer } from "../../modules/host/http.js";
import type { ServiceLink } from "./service-link.js";
import { readRequest, writeResponse } from "./service-records.js";
import { OctetReader, OctetWriter, ServiceEvent, ServiceOperation } from "./services.js";

/** Inside XS: the HTTP server of the machine's host. */
export class XsHttpServer implements HttpServer {
  readonly #link: ServiceLink;
  #receiver: ((request: HttpRequest, respond: HttpRespond) => void) | undefined;

  constructor(link: ServiceLink) {
    this.#link = link;
    link.on(ServiceEvent.httpRequest, (id, connection, data) =>
      this.#receiver?.(readRequest(new OctetReader(data), connection), (response) => {
        const writer = new OctetWriter();
        writeResponse(writer, response);
        link.ask(ServiceOperation.httpRespond, id, response.status, writer.finish());
      }),
    );
  }

  serve(receiver: ((request: HttpRequest, respond: HttpRespond) => void) | undefined): void {
    this.#receiver = receiver;
    this.#link.ask(ServiceOperation.httpServe, receiver ? 1 : 0);
  }
}
