import type { HttpRequest, HttpRespond, HttpServer } from "../../modules/host/http.js";
import { exchangeSize } from "./port.js";
import type { ServiceLink } from "./service-link.js";
import { readRequest, writeResponse } from "./service-records.js";
import { OctetReader, OctetWriter, ServiceEvent, ServiceOperation } from "./services.js";

/** The octets of a response with status 500 and an empty body. */
function tooLong(): Uint8Array {
  const writer = new OctetWriter();
  writeResponse(writer, { status: 500, body: new Uint8Array(0) });
  return writer.finish();
}

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
        const octets = writer.finish();
        const fits = octets.length <= exchangeSize;
        // larger than the exchange buffer: the client gets an error instead of the response
        if (fits) link.ask(ServiceOperation.httpRespond, id, response.status, octets);
        else link.ask(ServiceOperation.httpRespond, id, 500, tooLong());
      }),
    );
  }

  serve(receiver: ((request: HttpRequest, respond: HttpRespond) => void) | undefined): void {
    this.#receiver = receiver;
    this.#link.ask(ServiceOperation.httpServe, receiver ? 1 : 0);
  }
}
