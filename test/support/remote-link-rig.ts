// PB-Remote as the provisioner sees it, with a server that a test plays.
import type { AbortSignalLike } from "../../modules/base/abort.js";
import { RunQueue } from "../../modules/base/run-queue.js";
import { LinkState, RemoteStatus } from "../../modules/foundation/remote-provisioning/codes.js";
import { RemoteLink } from "../../modules/foundation/remote-provisioning/pb-remote.js";
import { entries } from "./entries.js";
import { runPromiseJobs, TestClock } from "./test-clock.js";

/** A question that a test answers. */
class Question<T> {
  resolve: (value: T) => void = () => undefined;
  reject: (error: Error) => void = () => undefined;
  asked = 0;
  givenUp = false;
  timeout: number | undefined;
  /** Of every question, at once; undefined: the test answers. */
  answer: T | Error | undefined;

  ask(signal: AbortSignalLike, timeout?: number): Promise<T> {
    this.asked++;
    this.timeout = timeout;
    if (this.answer instanceof Error) return Promise.reject(this.answer);
    if (this.answer !== undefined) return Promise.resolve(this.answer);
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      signal.addEventListener("abort", () => {
        this.givenUp = true;
        reject(new Error("given up"));
      });
    });
  }
}

/** A link of which the rest is the test's. */
export async function remoteLinkRig(upTo: "preparing" | "opening" | "open" = "open") {
  const clock = new TestClock();
  const prepare = new Question<void>();
  const open = new Question<LinkState>();
  const state = new Question<LinkState>();
  const close = new Question<LinkState>();
  const closeReasons: number[] = [];
  const sent: { readonly number: number; readonly octet: number; readonly at: number }[] = [];
  const dones: ((delivered: boolean) => void)[] = [];
  let always: boolean | undefined;
  const setDone = (delivered: boolean) => (always = delivered);
  const log: string[] = [];
  /** First octets of the PDUs whose sending the link has ended. */
  const enough: number[] = [];
  const queue = new RunQueue(clock);
  const remote = new RemoteLink({
    clock: queue.clock,
    queue,
    callbacks: {
      onOpen: () => log.push("open"),
      onPdu: ([octet]) => log.push(`pdu ${octet}`),
      onClose: (reason, by, error) =>
        log.push(`closed ${reason} ${by}${error ? ` ${error.message}` : ""}`),
    },
    onEnd: () => log.push("end"),
    messages: {
      prepare: (signal) => prepare.ask(signal),
      open: (signal) => open.ask(signal),
      state: (signal, timeout) => state.ask(signal, timeout),
      send: (number, pdu, signal, done) => {
        signal.addEventListener("abort", () => enough.push(pdu[0]!));
        sent.push({ number, octet: pdu[0]!, at: clock.now() });
        dones.push(done);
        if (always !== undefined) done(always);
      },
      close: (reason, signal) => {
        closeReasons.push(reason);
        return close.ask(signal);
      },
    },
  });
  const link = entries(queue, remote);
  const active = () => link.report(RemoteStatus.success, LinkState.active, undefined);
  const idle = (status: RemoteStatus, reason?: number) =>
    link.report(status, LinkState.idle, reason);
  const send = (octet: number) =>
    link.send(Uint8Array.of(octet), () => log.push(`delivered ${octet}`));
  const device = (number: number, octet: number) => link.pduReport(number, Uint8Array.of(octet));
  const octets = () => sent.map(({ number, octet }) => `${number}:${octet}`);
  if (upTo !== "preparing") {
    prepare.resolve();
    await runPromiseJobs();
  }
  if (upTo === "open") {
    open.resolve(LinkState.opening);
    await runPromiseJobs();
    active();
    log.length = 0;
  }
  return {
    active,
    clock,
    close,
    closeReasons,
    device,
    dones,
    enough,
    idle,
    link,
    log,
    octets,
    open,
    prepare,
    send,
    sent,
    setDone,
    state,
  };
}
