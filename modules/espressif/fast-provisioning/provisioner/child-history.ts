/** How it went for one node, for those who watch. Milliseconds of the clock. */
export class ChildHistory {
  configured: number | undefined;
  /** Whether it provisions on. */
  provisioner = false;

  constructor(
    readonly address: number,
    readonly linkOpened: number,
    readonly provisioned: number,
  ) {}
}

/** What is known of a node until it is configured. */
export interface PendingChild {
  /** dBm of its last beacon. */
  readonly rssi: number;
  /** When it was given its data. */
  readonly dataSentAt: number;
}
