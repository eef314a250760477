import { checkWhole } from "../../base/check.js";
import { development } from "../../base/development.js";
import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext, ReplyOptions } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { Crypto } from "../../host/crypto.js";
import type { LinkCallbacks, ProvisioningLink } from "../../provisioning/link.js";
import type { PbAdvTiming } from "../../provisioning/pb-adv/timing.js";
import { NodeServer } from "../node-server.js";
import { LinkState, type NppiProcedure, RemoteStatus } from "./codes.js";
import { ExtendedScans } from "./extended-scan.js";
import type { LinkOwner } from "./link-server.js";
import {
  ExtendedScanReport,
  ExtendedScanStart,
  LinkClose,
  LinkGet,
  LinkOpen,
  LinkReport,
  LinkStatus,
  PduOutboundReport,
  PduReport,
  PduSend,
  remoteProvisioningServerId,
  ScanCapabilitiesGet,
  ScanCapabilitiesStatus,
  ScanGet,
  ScanReport,
  ScanStart,
  ScanStatus,
  ScanStop,
} from "./messages.js";
import { ReportKind, ReportQueue, type Report, type Reported } from "./report-queue.js";
import { RemoteScan } from "./scan.js";
import { type ReportEffect, ServerLink } from "./server-link.js";

/**
 * Reports of one kind that wait for their clients at most, where there are not more extended scans,
 * which may all end at once. A client that repeats what it sends gets four reports of a link at a time.
 */
const leastReports = 6;

/** What a Remote Provisioning server needs of its node. */
export interface RemoteProvisioningTarget {
  readonly bearer: AdvertisingBearer;
  readonly crypto: Crypto;
  /** Device UUID of the node, 16 octets, and its OOB information. */
  readonly uuid: Uint8Array;
  readonly oobInformation: number;
  /** Opens a link to the node itself, for one of the procedures of §3.11.8; undefined: there is nothing to do. */
  openNppiLink(refresh: NppiProcedure, callbacks: LinkCallbacks): ProvisioningLink | undefined;
  /** The client of such a link has got the report of its end. */
  finishRefresh(): void;
}

/** What a RemoteProvisioningServer is made with. */
export interface RemoteProvisioningServerOptions {
  /** Devices that one scan can report, 4..255; default 32. */
  readonly maximumItems?: number;
  /** Extended scans that can run at a time, 1..16; default 4. */
  readonly extendedScans?: number;
  /** AD structures that an extended scan of this node itself reports, such as its name. */
  readonly adStructures?: Uint8Array;
  /** Timing of PB-ADV. Default: `standardTiming`. */
  readonly timing?: PbAdvTiming;
}

/**
 * The Remote Provisioning Server model: finds devices and provisions them for a
 * client that does not hear them. Mesh Protocol 1.1 §4.4.5.
 */
export class RemoteProvisioningServer extends NodeServer<RemoteProvisioningTarget> {
  readonly #options: RemoteProvisioningServerOptions;
  #scan: RemoteScan | undefined;
  #extendedScans: ExtendedScans | undefined;
  #link: ServerLink | undefined;
  #reports: ReportQueue | undefined;
  /** `afterAnswer` of the messages whose one answer is pending. */
  #aggregated: MessageContext["afterAnswer"];

  /** Throws RangeError for a number out of range. */
  constructor(options: RemoteProvisioningServerOptions = {}) {
    development.options?.("RemoteProvisioningServer", options);
    super(remoteProvisioningServerId, "device", handlers);
    const { extendedScans = 4, maximumItems = 32 } = options;
    checkWhole("extendedScans", extendedScans, 1, 16);
    checkWhole("maximumItems", maximumItems, 4, 255);
    this.#options = options;
  }

  /** Devices that a scan reports at most. */
  get maximumItems(): number {
    return this.#options.maximumItems ?? 32;
  }

  /** The scan while the node is on a network. */
  get scan(): RemoteScan {
    return this.#scan!;
  }

  /** Its extended scans. */
  get extendedScans(): ExtendedScans {
    return this.#extendedScans!;
  }

  /** Its link to a device. */
  get link(): ServerLink {
    return this.#link!;
  }

  protected override onStart(): void {
    const { clock, diagnostics, queue, random } = this.services!;
    const { bearer, crypto, oobInformation, uuid } = this.target;
    const { adStructures = new Uint8Array(0), extendedScans = 4 } = this.#options;
    const reports = (this.#reports = new ReportQueue({
      clock,
      queue,
      diagnostics,
      capacity: Math.max(leastReports, extendedScans),
      post: (report) => queue.post(RemoteProvisioningServer.#send, this, report),
    }));
    this.#scan = new RemoteScan({
      clock,
      random,
      bearer,
      maximumItems: this.maximumItems,
      report: (owner, device, done) =>
        reports.report(ReportKind.scan, owner, ScanReport.encode(device), undefined, done),
    });
    this.#extendedScans = new ExtendedScans({
      clock,
      crypto,
      bearer,
      capacity: extendedScans,
      own: { uuid, oobInformation, adStructures },
      report: (owner, report) =>
        reports.report(ReportKind.extendedScan, owner, ExtendedScanReport.encode(report)),
    });
    this.#link = new ServerLink({
      bearer,
      clock,
      queue,
      random,
      diagnostics,
      timing: this.#options.timing,
      openNppi: (refresh, callbacks) => this.target.openNppiLink(refresh, callbacks),
      send: (effect, done) => this.#report(effect, done),
    });
  }

  protected override onStop(): void {
    this.#scan?.stop();
    this.#extendedScans?.close();
    this.#link?.close();
    this.#reports?.close();
    this.#scan = undefined;
    this.#extendedScans = undefined;
    this.#link = undefined;
    this.#reports = undefined;
    this.#aggregated = undefined;
  }

  /** Ends the scan; what it found and did not report is given up. */
  stopScan(): void {
    this.#scan?.stop();
    this.#reports?.cancel(ReportKind.scan);
  }

  override subnetDeleted(netKeyIndex: number): void {
    this.#scan?.subnetDeleted(netKeyIndex);
    this.#extendedScans?.subnetDeleted(netKeyIndex);
    this.#link?.take({ type: "subnet-deleted", netKeyIndex });
  }

  /** A request is to be answered, before it is taken: what it has the server report waits until `answer`. */
  statusPending(context: MessageContext): ReplyOptions {
    const { afterAnswer } = context;
    // Messages of one sequence have one answer, which reports have to wait for once.
    if (afterAnswer && afterAnswer === this.#aggregated) return {};
    const onEnd = this.#reports?.statusPending(ownerOf(context));
    if (!onEnd) return {};
    if (!afterAnswer) return { onEnd };
    this.#aggregated = afterAnswer;
    afterAnswer(() => {
      if (this.#aggregated === afterAnswer) this.#aggregated = undefined;
      onEnd();
    });
    return {};
  }

  #report(effect: ReportEffect, done: Reported): void {
    const { owner } = effect;
    const reports = this.#reports!;
    switch (effect.type) {
      case "report": {
        const { reason, state, status } = effect;
        const payload = LinkReport.encode({ status, state, reason });
        if (state !== LinkState.idle)
          return reports.report(ReportKind.link, owner, payload, this.#sameLink(), done);
        return reports.report(
          ReportKind.link,
          owner,
          payload,
          this.#sameLink(true),
          (delivered) => {
            this.target.finishRefresh();
            done(delivered);
          },
        );
      }
      case "outbound-report":
        return reports.report(
          ReportKind.link,
          owner,
          PduOutboundReport.encode(effect),
          this.#sameLink(),
        );
      case "pdu-report":
        return reports.report(
          ReportKind.link,
          owner,
          PduReport.encode(effect),
          this.#sameLink(),
          done,
        );
    }
  }

  /** Whether the link of this moment is still there; or it is not, and no other was since: `over`. */
  #sameLink(over = false): () => boolean {
    const link = this.#link;
    const links = link?.links;
    return () =>
      link !== undefined &&
      this.#link === link &&
      link.links === links &&
      (link.state.phase === "idle") === over;
  }

  /** To the client, with this node's device key, acknowledged by its transport layer: §4.3.4. */
  static #send(server: RemoteProvisioningServer, report: Report): void {
    const reports = server.#reports;
    if (!reports?.begin(report)) return;
    const { owner } = report;
    const payload = report.payload!;
    try {
      server.services?.sendNow(server, payload, {
        dst: owner.src,
        netKeyIndex: owner.netKeyIndex,
        device: true,
        segmented: true,
        onEnd: (error) => reports.ended(report, !error),
      });
    } catch {
      // The subnet was deleted, the transport layer has no room or the store fails.
      server.services?.diagnostics.drop("access.no-reply", payload.length);
      reports.ended(report, false);
    }
  }
}

// Not with closures: from a request to what it does is half of a chip's stack.
const handlers = frozen(
  new HandlerTable<RemoteProvisioningServer>()
    .on(ScanCapabilitiesGet, (server, _, context) => {
      const { maximumItems } = server;
      server.reply(context, ScanCapabilitiesStatus, { maximumItems, activeScan: 1 });
    })
    .on(ScanGet, (server, _, context) => {
      answerScan(server, context, server.statusPending(context), RemoteStatus.success);
    })
    .on(ScanStart, (server, values, context) => {
      const options = server.statusPending(context);
      const status = server.scan.start(ownerOf(context), values);
      answerScan(server, context, options, status);
    })
    .on(ScanStop, (server, _, context) => {
      const options = server.statusPending(context);
      server.stopScan();
      answerScan(server, context, options, RemoteStatus.success);
    })
    .on(ExtendedScanStart, (server, { adTypes, device }, context) =>
      server.extendedScans.start(ownerOf(context), adTypes, device),
    )
    .on(LinkGet, (server, _, context) => {
      const values = { status: RemoteStatus.success, state: server.link.stateCode };
      server.reply(context, LinkStatus, values, server.statusPending(context));
    })
    .on(LinkOpen, (server, { target }, context) => {
      const options = server.statusPending(context);
      const status = server.link.request({ type: "open", from: ownerOf(context), target });
      server.reply(context, LinkStatus, status, options);
    })
    .on(LinkClose, (server, { reason }, context) => {
      // §4.3.4.10: a timeout is the link's own affair
      if (reason !== 0 && reason !== 2) return;
      const options = server.statusPending(context);
      const status = server.link.request({ type: "close", from: ownerOf(context), reason });
      server.reply(context, LinkStatus, status, options);
    })
    .on(PduSend, (server, { number, pdu }, context) =>
      server.link.take({ type: "send", from: ownerOf(context), number, pdu }),
    ),
);

function ownerOf({ src, netKeyIndex }: MessageContext): LinkOwner {
  return { src, netKeyIndex };
}

function answerScan(
  server: RemoteProvisioningServer,
  context: MessageContext,
  options: ReplyOptions,
  status: RemoteStatus,
): void {
  server.reply(context, ScanStatus, { status, ...server.scan.status }, options);
}
