import { answerTable, type ClientHandlerTable } from "../../access/client-model.js";
import { type ModelServices, NotProvisionedError } from "../../access/model.js";
import type { AbortSignalLike } from "../../base/abort.js";
import { equalBytes } from "../../base/bytes.js";
import { AbortError, TimeoutError } from "../../base/errors.js";
import { frozen } from "../../base/frozen.js";
import { Timer } from "../../base/timer.js";
import { CloseReason, type OpenLink } from "../../provisioning/link.js";
import { NodeClient, type NodeRequestOptions } from "../node-client.js";
import { type LinkState, type NppiProcedure, RemoteStatus } from "./codes.js";
import {
  ExtendedScanReport,
  ExtendedScanStart,
  LinkClose,
  LinkGet,
  LinkOpen,
  LinkReport,
  LinkStatus,
  type LinkTarget,
  PduOutboundReport,
  PduReport,
  PduSend,
  remoteProvisioningClientId,
  ScanCapabilitiesGet,
  ScanCapabilitiesStatus,
  ScanGet,
  ScanReport,
  ScanStart,
  ScanStatus,
  ScanStop,
} from "./messages.js";
import { answerTimeout, undefinedOnTimeout } from "./server-timeouts.js";
import {
  type LinkQuestions,
  makeServerFree,
  opens,
  openServerLink,
  RemoteProvisioningError,
} from "./link-questions.js";
import { RemoteLink } from "./pb-remote.js";
import type { ScannedDevice } from "./found-devices.js";
import { ScanReports } from "./scan-reports.js";
import type { ExtendedScanRequest, ExtendedScanResult, ScanRequest } from "./scan-request.js";

export { RemoteProvisioningError };
export type { ExtendedScanRequest, ExtendedScanResult, ScanRequest };

interface WaitingScan {
  readonly server: number;
  readonly uuid: Uint8Array | undefined;
  readonly take: (report: ExtendedScanResult & { readonly status: number }) => void;
  readonly giveUp: (error: Error) => void;
}

/** Seconds that the last reports of a scan have: their random delay of up to 0.5 s, and hops. */
const reportTime = 1;

/** Milliseconds that the report of an extended scan may take beyond it. */
const reportsAfter = 10_000;

interface ClientLink {
  readonly link: RemoteLink;
  /** Resolves when the server is free. */
  readonly over: Promise<void>;
  /** The link that it waits for. */
  readonly before: ClientLink | undefined;
}

interface RunningScan {
  readonly client: RemoteProvisioningClient;
  readonly server: number;
  readonly reports: ScanReports;
  readonly limit: number;
  reported: number;
  /** Until its end. Created when the server has started the scan. */
  timer: Timer<RunningScan> | undefined;
  readonly over: () => void;
}

/**
 * The Remote Provisioning Client model: finds devices through servers, and opens
 * links over which the provisioner provisions them. Its node waits for slow servers
 * with `remoteProvisioningSarTransmitter`. Mesh Protocol 1.1 §4.4.6.
 */
export class RemoteProvisioningClient extends NodeClient {
  /** By the address of the server: each has one scan and one link. */
  readonly #scans = new Map<number, RunningScan>();
  readonly #links = new Map<number, ClientLink>();
  readonly #extended = new Set<WaitingScan>();

  constructor() {
    super(remoteProvisioningClientId, handlers);
  }

  /** What clients do with what servers send, made once for all of them. */
  static handlers(): ClientHandlerTable<RemoteProvisioningClient> {
    const table = answerTable<RemoteProvisioningClient>([
      ScanCapabilitiesStatus,
      ScanStatus,
      LinkStatus,
    ]);
    return table
      .on(ScanReport, (client, device, { src }) => client.#found(src, device))
      .on(ExtendedScanReport, (client, report, { src }) => client.#foundMore(src, report))
      .on(LinkReport, (client, { status, state, reason }, { src }) =>
        client.#linkOf(src)?.report(status, state, reason),
      )
      .on(PduOutboundReport, (client, { number }, { src }) =>
        client.#linkOf(src)?.outboundReport(number),
      )
      .on(PduReport, (client, { number, pdu }, { src }) =>
        client.#linkOf(src)?.pduReport(number, pdu),
      );
  }

  #foundMore(
    server: number,
    report: Parameters<WaitingScan["take"]>[0] & { readonly uuid: Uint8Array },
  ): void {
    for (const waiting of this.#extended)
      if (waiting.server === server && (!waiting.uuid || equalBytes(waiting.uuid, report.uuid)))
        return waiting.take(report);
  }

  /** How many devices a server reports in one scan, and whether it scans actively. */
  getScanCapabilities(server: number, options?: NodeRequestOptions) {
    return this.ask(ScanCapabilitiesGet, {}, server, options);
  }

  /** The scan state of a server; `timeout` is the remaining time, in seconds. */
  getScanStatus(server: number, options?: NodeRequestOptions) {
    return this.ask(ScanGet, {}, server, options);
  }

  /** The state of the server's link. */
  getLinkState(server: number, options?: NodeRequestOptions) {
    return this.ask(LinkGet, {}, server, options);
  }

  /** Stops the scan of a server. One that does not answer within the timeout (default 3 s) is taken to have none. */
  async stopScan(server: number, options?: NodeRequestOptions): Promise<void> {
    this.#endScan(server);
    const { timeout = answerTimeout } = options ?? {};
    await undefinedOnTimeout(this.ask(ScanStop, {}, server, { ...options, timeout }));
  }

  /**
   * Scans through a server: the devices that it reports, as they come, until the
   * time is over, the limit reached or the one device found. Leaving the loop
   * stops the scan. Throws RemoteProvisioningError, TimeoutError or AbortError
   * from the loop; at once RangeError for a `timeout` out of range, and Error
   * where a scan through that server runs.
   */
  scan(request: ScanRequest): AsyncIterableIterator<ScannedDevice> {
    const { limit = 0, server, signal, timeout, uuid } = request;
    if (!Number.isInteger(timeout) || timeout < 1 || timeout > 255)
      throw new RangeError(`timeout: ${timeout} is not a whole number of seconds from 1 to 255`);
    if (this.#scans.has(server))
      throw new Error(`server ${server.toString(16)}: a scan through it is running`);
    const reports = new ScanReports(() => this.#stopQuietly(server));
    const onAbort = () => {
      if (this.#scans.get(server) !== running) return;
      this.#endScan(server, new AbortError("the scan was given up"));
      this.#stopQuietly(server);
    };
    const running: RunningScan = {
      client: this,
      server,
      reports,
      limit: uuid ? 1 : limit,
      reported: 0,
      timer: undefined,
      over: () => signal?.removeEventListener("abort", onAbort),
    };
    const clock = this.services?.clock;
    const end = (clock?.now() ?? 0) + 1000 * timeout;
    this.#scans.set(server, running);
    const fail = (error: Error) => this.#endScan(server, error);
    signal?.addEventListener("abort", onAbort);
    const scanTime = timeout > reportTime ? timeout - reportTime : timeout;
    const options = { timeout: 1000 * timeout, ...(signal && { signal }) };
    this.ask(ScanStart, { itemsLimit: limit, timeout: scanTime, uuid }, server, options)
      .then(({ status }) => {
        if (status !== RemoteStatus.success)
          return fail(new RemoteProvisioningError(status, ScanStart.name));
        const own = this.#scans.get(server);
        if (own !== running || !clock) return;
        own.timer = new Timer(clock, RemoteProvisioningClient.#scanOver, own);
        own.timer.start(end - clock.now());
      })
      .catch(fail);
    return reports;
  }

  /**
   * Asks a server what a device advertises beside its beacon: AD structures of
   * the `types` (1..16 AD types; 0x09 for either name). Without `uuid` it is the
   * server's own node that is asked about. Rejects with TimeoutError where no
   * report comes, RemoteProvisioningError where the server has no room.
   */
  scanExtended(request: ExtendedScanRequest): Promise<ExtendedScanResult> {
    const { server, timeout = 5, types, uuid } = request;
    return new Promise((resolve, reject) => {
      const { clock } = this.services ?? {};
      if (!clock) throw new NotProvisionedError("the node is on no network");
      const givenUp = () => new AbortError("the extended scan was given up");
      if (request.signal?.aborted) throw givenUp();
      const onAbort = () => waiting.giveUp(givenUp());
      const end = (act: () => void) => {
        clock.cancel(timer);
        this.#extended.delete(waiting);
        request.signal?.removeEventListener("abort", onAbort);
        act();
      };
      const waiting: WaitingScan = {
        server,
        uuid,
        giveUp: (error) => end(() => reject(error)),
        take: (report) =>
          end(() => {
            if (report.status === RemoteStatus.success) resolve(report);
            else reject(new RemoteProvisioningError(report.status, ExtendedScanStart.name));
          }),
      };
      const timer = clock.schedule(
        () => waiting.giveUp(new TimeoutError(`${server.toString(16)} did not report`)),
        1000 * (uuid ? timeout : 0) + reportsAfter,
      );
      request.signal?.addEventListener("abort", onAbort);
      this.#extended.add(waiting);
      const device = uuid && { uuid, timeout };
      try {
        // No message answers it at once: segmented, it is acknowledged by the server's transport.
        const options = { dst: server, device: true, segmented: true };
        this.sendMessage(ExtendedScanStart, { adTypes: types, device }, options);
      } catch (error) {
        end(() => undefined);
        throw error;
      }
    });
  }

  /** Opens links to devices through a server, for `ProvisionerRole.provision`. `timeout`: seconds to open, 1..60. */
  openLink(server: number, timeout?: number): OpenLink {
    return (uuid, callbacks) => this.#open(server, { uuid, timeout }, callbacks);
  }

  /** Opens a link to the node of a server itself, to refresh it (§3.11.8). */
  openNppi(server: number, refresh: NppiProcedure): OpenLink {
    return (_uuid, callbacks) => this.#open(server, { refresh }, callbacks);
  }

  /** Resolves when no link of this client through the server is open or closing. */
  async linkClosed(server: number): Promise<void> {
    await this.#links.get(server)?.over;
  }

  /** Aborts its requests and closes its links. */
  protected override onStop(services: ModelServices): void {
    for (const [server, { timer }] of [...this.#scans]) {
      timer?.stop();
      this.#endScan(server, new AbortError("the node left its network"));
    }
    for (const { giveUp } of [...this.#extended])
      giveUp(new AbortError("the node left its network"));
    for (const { link } of [...this.#links.values()]) link.abandon();
    super.onStop(services);
  }

  #open(server: number, target: LinkTarget, callbacks: Parameters<OpenLink>[1]): RemoteLink {
    const { services } = this;
    if (!services) throw new NotProvisionedError("the node is on no network");
    const before = this.#links.get(server);
    if (before && !before.link.closing)
      throw new Error(`server ${server.toString(16)}: a link through it is open`);
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (ended = resolve));
    const link = new RemoteLink({
      clock: services.clock,
      queue: services.queue,
      callbacks,
      onEnd: () => {
        if (this.#links.get(server)?.link === link) this.#links.delete(server);
        ended();
      },
      messages: {
        prepare: async (signal) => {
          await before?.over;
          if ("refresh" in target) await makeServerFree(this.#questions(server, signal));
        },
        open: (signal) => openServerLink(this.#questions(server, signal), target),
        state: async (signal, timeout) => {
          const options = { signal, ...(timeout !== undefined && { timeout }) };
          return (await this.getLinkState(server, options)).state as LinkState;
        },
        send: (number, pdu, signal, done) => this.#sendPdu(server, { number, pdu }, signal, done),
        close: async (reason, signal) =>
          (await this.ask(LinkClose, { reason }, server, { signal })).state as LinkState,
      },
    });
    this.#links.set(server, { link, over, before });
    return link;
  }

  /** The link that messages of a server are about: until the link before is closed, that one. */
  #linkOf(server: number): RemoteLink | undefined {
    const current = this.#links.get(server);
    return current?.before?.link.closing ? current.before.link : current?.link;
  }

  #questions(server: number, signal: AbortSignalLike): LinkQuestions {
    return {
      state: (timeout) => this.getLinkState(server, { signal, timeout }),
      open: (target) => this.ask(LinkOpen, { target }, server, { signal }, opens),
      close: (timeout) =>
        this.ask(LinkClose, { reason: CloseReason.fail }, server, { signal, timeout }),
      wait: (milliseconds) =>
        new Promise((resolve) => this.services?.clock.schedule(resolve, milliseconds)),
    };
  }

  #sendPdu(
    server: number,
    values: { readonly number: number; readonly pdu: Uint8Array },
    signal: AbortSignalLike,
    done: (delivered: boolean) => void,
  ): void {
    const onEnd = (error: Error | undefined) => done(!error);
    const options = { dst: server, device: true, segmented: true, signal, onEnd };
    try {
      this.sendMessage(PduSend, values, options);
    } catch {
      // The node left its network, or no longer has the server's device key: sent again later.
      this.services?.diagnostics.drop("access.no-reply", values.pdu.length);
      this.services?.queue.call(done, false);
    }
  }

  #found(server: number, device: ScannedDevice): void {
    const running = this.#scans.get(server);
    if (!running) return;
    running.reports.push(device);
    running.reported++;
    if (running.limit > 0 && running.reported >= running.limit) this.#endScan(server);
  }

  #endScan(server: number, error?: Error): void {
    const running = this.#scans.get(server);
    if (!running) return;
    this.#scans.delete(server);
    running.timer?.stop();
    running.over();
    running.reports.end(error);
  }

  static #scanOver({ client, server }: RunningScan): void {
    client.#endScan(server);
  }

  #stopQuietly(server: number): void {
    // Its time limit ends it where this does not reach it.
    this.stopScan(server).catch(() => undefined);
  }
}

const handlers = frozen(RemoteProvisioningClient.handlers());
