/** The IV Update state of a node. Times are minutes during which the node had power. Mesh Protocol 1.1 §3.11.5. */
export interface IvState {
  /** The current IV Index n (in progress: the new one). */
  readonly ivIndex: number;
  readonly inProgress: boolean;
  /** Time spent in this state, at most `maximumTime`; starts at `minimumTime` where the minimum does not apply. */
  readonly minutes: number;
  /** Time since the last IV Index Recovery, at most `recoveryTime`. */
  readonly sinceRecovery: number;
  /**
   * Present where the IV Index is unknown, as of a node that knows its network from a database alone: it sends
   * nothing, and takes the IV Index of the first authenticated beacon, however far that is from 0.
   */
  readonly unknown?: true;
}

const hour = 60;
/** Minutes that an IV Update state lasts at least: 96 hours. §3.11.5. */
export const minimumTime = 96 * hour;
/** Minutes after which an update in progress ends by itself: 144 h. §3.11.5. */
export const maximumTime = 144 * hour;
/** Minutes between two recoveries: 192 h. §3.11.6. */
export const recoveryTime = 192 * hour;
/** The largest step a recovery may take. §3.11.6. */
export const recoveryLimit = 42;

export type IvEvent =
  /** An authenticated beacon with this IV Index and IV Update Flag. */
  | { readonly type: "beacon"; readonly ivIndex: number; readonly inProgress: boolean }
  /** Time during which the node had power. */
  | { readonly type: "time"; readonly minutes: number }
  /** The node itself wants to start an update: its sequence numbers run low. */
  | { readonly type: "start" };

export interface IvTransition {
  readonly state: IvState;
  /** The sequence number starts again from 0. */
  readonly resetSequence: boolean;
}

/**
 * The state of a node that was just given an IV Index by its provisioner. §3.11.5: the 96 h
 * do not apply to an update in progress; in Normal operation they do, for an update that
 * the node would start and for one that it would follow. The text can be read so that it
 * may follow one at once, the table so that it waits. It waits: the 96 h limit how fast an
 * attacker with the NetKey can raise the IV Index, and no message is lost: the other nodes send
 * with the old index for another 96 h, and the index that they use then is an IV Index Recovery.
 */
export function provisionedIvState(ivIndex: number, inProgress: boolean): IvState {
  return {
    ivIndex,
    inProgress,
    minutes: inProgress ? minimumTime : 0,
    sinceRecovery: recoveryTime,
  };
}

/** The state of a node that has the keys of its network and does not know its IV Index. */
export function unknownIvState(): IvState {
  return { ...provisionedIvState(0, false), unknown: true };
}

/** The IV Index to send with. §3.11.5: the old one until the update is complete. */
export function transmitIvIndex(state: IvState): number {
  return state.inProgress ? state.ivIndex - 1 : state.ivIndex;
}

/**
 * The IV Index that a PDU with this IVI bit was sent with, or -1 where there is
 * none. Both states accept the current and the previous index.
 */
export function receiveIvIndex(state: IvState, ivi: number): number {
  return (state.ivIndex & 1) === ivi ? state.ivIndex : state.ivIndex - 1;
}

function enter(state: IvState, ivIndex: number, inProgress: boolean): IvState {
  return { ivIndex, inProgress, minutes: 0, sinceRecovery: state.sinceRecovery };
}

function onBeacon(state: IvState, ivIndex: number, inProgress: boolean, test: boolean) {
  if (state.unknown) return { state: provisionedIvState(ivIndex, inProgress), resetSequence: true };
  const step = ivIndex - state.ivIndex;
  if (step < 0 || step > recoveryLimit) return undefined;
  const waited = test || state.minutes >= minimumTime;
  if (step === 0) {
    if (!state.inProgress || inProgress || !waited) return undefined;
    return { state: enter(state, ivIndex, false), resetSequence: true };
  }
  if (!state.inProgress && step === 1 && inProgress)
    return waited ? { state: enter(state, ivIndex, true), resetSequence: false } : undefined;
  if (state.sinceRecovery < recoveryTime) return undefined;
  const recovered = { ivIndex, inProgress, minutes: minimumTime, sinceRecovery: 0 };
  return { state: recovered, resetSequence: true };
}

function onTime(state: IvState, passed: number) {
  const minutes = Math.min(state.minutes + passed, maximumTime);
  const sinceRecovery = Math.min(state.sinceRecovery + passed, recoveryTime);
  if (state.inProgress && minutes >= maximumTime)
    return {
      state: { ivIndex: state.ivIndex, inProgress: false, minutes: 0, sinceRecovery },
      resetSequence: true,
    };
  return { state: { ...state, minutes, sinceRecovery }, resetSequence: false };
}

/**
 * The state after an event, or undefined where the event changes nothing.
 * `test` is the IV Update test mode: it lifts the 96 h minimum, nothing else.
 */
export function ivUpdate(state: IvState, event: IvEvent, test = false): IvTransition | undefined {
  switch (event.type) {
    case "beacon":
      return onBeacon(state, event.ivIndex, event.inProgress, test);
    case "time":
      return onTime(state, event.minutes);
    case "start":
      if (state.unknown || state.inProgress || !(test || state.minutes >= minimumTime))
        return undefined;
      return { state: enter(state, state.ivIndex + 1, true), resetSequence: false };
  }
}
