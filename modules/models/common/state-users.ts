import type { State, StateUser } from "./state.js";

/** The users of a state that several servers are bound to, in the order in which they are called. */
class StateUsers implements StateUser {
  readonly #users: StateUser[];

  constructor(users: StateUser[]) {
    this.#users = users;
  }

  add(user: StateUser): void {
    this.#users.push(user);
  }

  stateChanged(state: State, change: number, setter: unknown): void {
    const users = this.#users;
    for (let i = 0; i < users.length; i++) users[i]!.stateChanged(state, change, setter);
  }
}

/** Adds a user to a state: it is called after those that are there. */
export function addStateUser(state: State, user: StateUser): void {
  const { user: first } = state;
  if (first === undefined) state.user = user;
  else if (first instanceof StateUsers) first.add(user);
  else state.user = new StateUsers([first, user]);
}
