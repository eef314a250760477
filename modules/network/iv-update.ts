/** The IV Update state of a node. Times are whole hours. Mesh Protocol 1.1 §3.11.5. */
export interface IvState {
  /** The current IV Index n (in progress: the new one). */
  readonly ivIndex: number;
  readonly inProgress: boolean;
  /** Hours spent in this state; starts at `minimumHours` where the minimum does not apply. */
  readonly hours: number;
  /** Hours since the last IV Index Recovery, no more than `recoveryHours`. */
  readonly sinceRecovery: number;
}

/** Hours to stay in each state. §3.11.5. */
export const minimumHours = 96;
/** Hours after which an update in progress ends by itself. §3.11.5. */
export const maximumHours = 144;
/** Hours between two recoveries. §3.11.6. */
export const recoveryHours = 192;
/** The largest step a recovery may take. §3.11.6. */
export const recoveryLimit = 42;

export type IvEvent =
  /** An authenticated beacon said this. */
  | { readonly type: "beacon"; readonly ivIndex: number; readonly inProgress: boolean }
  | { readonly type: "hour" }
  /** The node itself wants to start an update: its sequence numbers run low. */
  | { readonly type: "start" };

export interface IvTransition {
  readonly state: IvState;
  /** The sequence number starts again from 0. */
  readonly resetSequence: boolean;
}

/** The state of a node that was just given an IV Index by its provisioner. §3.11.5: the 96 h do not apply to it. */
export function provisionedIvState(ivIndex: number, inProgress: boolean): IvState {
  return { ivIndex, inProgress, hours: minimumHours, sinceRecovery: recoveryHours };
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
  return { ivIndex, inProgress, hours: 0, sinceRecovery: state.sinceRecovery };
}

function onBeacon(state: IvState, ivIndex: number, inProgress: boolean, test: boolean) {
  const step = ivIndex - state.ivIndex;
  if (step < 0 || step > recoveryLimit) return undefined;
  const waited = test || state.hours >= minimumHours;
  if (step === 0) {
    if (!state.inProgress || inProgress || !waited) return undefined;
    return { state: enter(state, ivIndex, false), resetSequence: true };
  }
  if (!state.inProgress && step === 1 && inProgress)
    return waited ? { state: enter(state, ivIndex, true), resetSequence: false } : undefined;
  if (state.sinceRecovery < recoveryHours) return undefined;
  const recovered = { ivIndex, inProgress, hours: minimumHours, sinceRecovery: 0 };
  return { state: recovered, resetSequence: true };
}

function onHour(state: IvState) {
  const hours = Math.min(state.hours + 1, maximumHours);
  const sinceRecovery = Math.min(state.sinceRecovery + 1, recoveryHours);
  if (state.inProgress && hours >= maximumHours)
    return {
      state: { ivIndex: state.ivIndex, inProgress: false, hours: 0, sinceRecovery },
      resetSequence: true,
    };
  return { state: { ...state, hours, sinceRecovery }, resetSequence: false };
}

/**
 * What an event makes of the state, or undefined where it changes nothing.
 * `test` is the IV Update test mode: it lifts the 96 h minimum, nothing else.
 */
export function ivUpdate(state: IvState, event: IvEvent, test = false): IvTransition | undefined {
  switch (event.type) {
    case "beacon":
      return onBeacon(state, event.ivIndex, event.inProgress, test);
    case "hour":
      return onHour(state);
    case "start":
      if (state.inProgress || !(test || state.hours >= minimumHours)) return undefined;
      return { state: enter(state, state.ivIndex + 1, true), resetSequence: false };
  }
}
