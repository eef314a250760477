/** What goes with a node while it is on its network, such as the connections of a proxy client. */
export interface NetworkFollower {
  /** The groups of the node may have changed. */
  subscriptionsChanged(): void;
  /** The node sends and receives nothing any longer, until it is resumed. */
  suspended(): void;
}

/** Tells a follower. */
export function subscriptionsChanged(follower: NetworkFollower): void {
  follower.subscriptionsChanged();
}

/** Tells a follower. */
export function suspended(follower: NetworkFollower): void {
  follower.suspended();
}
