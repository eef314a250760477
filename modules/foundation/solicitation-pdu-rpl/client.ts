import { answersTo } from "../../access/answers.js";
import { answerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { SendOptions } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import {
  solicitationPduRplClientId,
  SolicitationPduRplItemsClear,
  SolicitationPduRplItemsClearUnacknowledged,
  SolicitationPduRplItemsStatus,
  type UnicastRange,
} from "./messages.js";

const handlers = frozen(answerTable([SolicitationPduRplItemsStatus]));

/**
 * The Solicitation PDU RPL Configuration Client model: with an AppKey it removes addresses from the
 * solicitation replay protection lists of nodes. Mesh Protocol 1.1 §4.4.24.
 */
export class SolicitationPduRplClient extends ClientModel {
  constructor() {
    super(solicitationPduRplClientId, "application", handlers);
  }

  /**
   * Removes the entries of `count` unicast addresses from `address` on; the addresses that the server
   * confirms. Rejects as `ClientModel.request` does, and with FieldError for a range out of range.
   */
  async clearItems(range: UnicastRange, options: RequestOptions): Promise<UnicastRange> {
    const asked = { range };
    const accepts = (answer: typeof asked) => answersTo(asked, answer, 1);
    return (await this.request(SolicitationPduRplItemsClear, asked, options, accepts)).range;
  }

  /** Removes them without an answer. Throws FieldError for a range out of range. */
  clearItemsUnacknowledged(range: UnicastRange, options: SendOptions): void {
    this.sendMessage(SolicitationPduRplItemsClearUnacknowledged, { range }, options);
  }
}
