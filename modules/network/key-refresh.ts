/**
 * Phase of the Key Refresh procedure of a subnet: 0 normal operation, 1 key distribution
 * (a new key is known, the old one is sent with), 2 the new key is sent with.
 * Mesh Protocol 1.1 §3.11.4, §4.2.14.
 */
export type KeyRefreshPhase = 0 | 1 | 2;

export type KeyRefreshEvent =
  /** Config NetKey Update: the key that it brings, compared with those of the subnet. */
  | { readonly type: "update"; readonly key: "old" | "new" | "other" }
  /** Config Key Refresh Phase Set: the transition to phase 2, or (3) to phase 0. */
  | { readonly type: "transition"; readonly transition: 2 | 3 }
  /** A beacon that is authentic under the new key; `keyRefresh`: its Key Refresh Flag. */
  | { readonly type: "beacon"; readonly keyRefresh: boolean };

/** The phase after an event, and what becomes of the keys: the new one is added, or the old one revoked. */
export interface KeyRefreshStep {
  readonly phase: KeyRefreshPhase;
  readonly keys: "unchanged" | "new key added" | "old key revoked";
}

/**
 * The phase after an event. "unchanged": the event has no effect, and is no error.
 * "cannot-update" and "stored": Config NetKey Update and Config Key Refresh Phase Set are
 * answered with Cannot Update or Key Index Already Stored. §3.11.4.1 to §3.11.4.3, §4.4.1.2.9.
 */
export function keyRefresh(
  phase: KeyRefreshPhase,
  event: KeyRefreshEvent,
): KeyRefreshStep | "unchanged" | "cannot-update" | "stored" {
  switch (event.type) {
    case "update":
      if (phase === 1 && event.key === "new") return "unchanged";
      if (phase !== 0) return "cannot-update";
      return event.key === "old" ? "stored" : { phase: 1, keys: "new key added" };
    case "transition":
      if (event.transition === 2 && phase === 0) return "cannot-update";
      return moveTo(phase, phaseAfter(event.transition));
    case "beacon":
      return phase === 0 ? "unchanged" : moveTo(phase, event.keyRefresh ? 2 : 0);
  }
}

function moveTo(phase: KeyRefreshPhase, next: 0 | 2): KeyRefreshStep | "unchanged" {
  if (phase === next) return "unchanged";
  return { phase: next, keys: next === 0 ? "old key revoked" : "unchanged" };
}

/** The phase that a transition of Config Key Refresh Phase Set leads to. §4.2.14 */
export function phaseAfter(transition: 2 | 3): 0 | 2 {
  return transition === 2 ? 2 : 0;
}

/** Whether PDUs are sent with the new key, and the Key Refresh Flag of beacons is set. §3.11.4.2 */
export function sendsWithNewKey(phase: KeyRefreshPhase): boolean {
  return phase === 2;
}

/** Whether beacons made with the old key, or the new one, are accepted. §3.11.4.2: from phase 2 on the old key's are not. */
export function acceptsBeacons(phase: KeyRefreshPhase, withNewKey: boolean): boolean {
  return withNewKey || phase !== 2;
}

/** Whether AppKeys of the subnet may get a new key now. §3.11.4.1, §4.4.1.2.7 */
export function updatesAppKeys(phase: KeyRefreshPhase): boolean {
  return phase === 1;
}
