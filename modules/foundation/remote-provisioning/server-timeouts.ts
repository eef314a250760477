import { TimeoutError } from "../../base/errors.js";
import { frozen } from "../../base/frozen.js";
import {
  defaultSarTransmitter,
  sarTransmitterFor,
  type SarTransmitter,
} from "../../transport/sar-configuration.js";

/**
 * The SAR Transmitter state of a node with one advertising set that provisions through Remote
 * Provisioning servers. Some servers send one packet every 500 ms: their Segment Acknowledgment is
 * sent after six segments of a Public Key, three seconds later or more. A client that gives up
 * earlier sends the whole PDU again, and the server may deliver it to the device twice.
 */
export const remoteProvisioningSarTransmitter: SarTransmitter = patient(1);
const parallel: SarTransmitter = patient(2);

/** The same by the number of advertising sets: with several the segments follow each other sooner. */
export function remoteProvisioningSarTransmitterFor(sets: number): SarTransmitter {
  return sets > 1 ? parallel : remoteProvisioningSarTransmitter;
}

function patient(sets: number): SarTransmitter {
  return frozen({
    ...defaultSarTransmitter,
    segmentIntervalStep: sarTransmitterFor(sets).segmentIntervalStep,
    unicastRetransmissionsCount: 15,
    unicastRetransmissionsWithoutProgressCount: 9,
  });
}

/**
 * Milliseconds to wait for a status message about a link or a scan. Some servers do not answer
 * while they have no link or scan: without an answer in this time, which allows three attempts,
 * the server is taken to have none.
 */
export const answerTimeout = 3000;

/** The answer, or undefined where none came in time. Rejects with any other error. */
export async function undefinedOnTimeout<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TimeoutError) return undefined;
    throw error;
  }
}
