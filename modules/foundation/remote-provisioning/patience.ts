import { TimeoutError } from "../../base/errors.js";
import { frozen } from "../../base/frozen.js";
import { defaultSarTransmitter, type SarTransmitter } from "../../transport/sar-configuration.js";

/**
 * The SAR Transmitter state of a node that provisions through servers. There are servers that
 * send a packet every 500 ms: their acknowledgement waits behind six segments of a Public Key
 * for three seconds and more. Who gives up before sends the whole PDU again, and the server
 * may give it to the device twice.
 */
export const patientSarTransmitter: SarTransmitter = frozen({
  ...defaultSarTransmitter,
  unicastRetransmissionsCount: 15,
  unicastRetransmissionsWithoutProgressCount: 9,
});

/**
 * There are servers that answer no question about a link or a scan that they do not have.
 * Who is silent for so long (ms), and three tries, has none.
 */
export const silence = 3000;

/** The answer, or undefined where none came in time. Rejects with any other error. */
export async function unlessSilent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TimeoutError) return undefined;
    throw error;
  }
}
