import { answerTable } from "../../access/client-model.js";
import type { Message } from "../../access/message.js";
import { MeshError } from "../../base/errors.js";
import { frozen } from "../../base/frozen.js";
import { NodeClient, type NodeRequestOptions } from "../node-client.js";
import {
  LargeCompositionDataGet,
  largeCompositionDataClientId,
  LargeCompositionDataStatus,
  ModelsMetadataGet,
  ModelsMetadataStatus,
} from "./messages.js";
import { decodeMetadataPage, type MetadataPage } from "./metadata.js";

const handlers = frozen(answerTable([LargeCompositionDataStatus, ModelsMetadataStatus]));

interface PartRequest {
  page: number;
  offset: number;
}

/** A page, or a part of one, as a server answers with it. */
export interface PagePart {
  /** Number of the page, 0..255. */
  readonly page: number;
  /** Offset of `data` in the page, in octets. */
  readonly offset: number;
  /** Octets of the whole page. */
  readonly total: number;
  /** Octets of the page from `offset` on. */
  readonly data: Uint8Array;
}

/**
 * The Large Composition Data Client model: it asks the node whose primary element
 * is `node`, with its device key. Requests reject as `ClientModel.request` does,
 * and with MeshError where a node contradicts itself. Mesh Protocol 1.1 §4.4.22.
 */
export class LargeCompositionDataClient extends NodeClient {
  constructor() {
    super(largeCompositionDataClientId, handlers);
  }

  /** A whole composition data page: the largest that the node has up to `page`. */
  getCompositionData(
    node: number,
    page: number,
    options?: NodeRequestOptions,
  ): Promise<{ page: number; data: Uint8Array }> {
    return this.#whole(LargeCompositionDataGet, node, page, options);
  }

  /** A part of a composition data page, from `offset` (octets) on. */
  getCompositionDataPart(
    node: number,
    page: number,
    offset: number,
    options?: NodeRequestOptions,
  ): Promise<PagePart> {
    return this.#part(LargeCompositionDataGet, node, { page, offset }, options);
  }

  /** A whole Models Metadata page: the largest that the node has up to `page`. */
  async getMetadata(
    node: number,
    page: number,
    options?: NodeRequestOptions,
  ): Promise<{ page: number; elements: MetadataPage }> {
    const answer = await this.#whole(ModelsMetadataGet, node, page, options);
    const elements = decodeMetadataPage(answer.data);
    if (!elements) throw new MeshError("the node's models metadata are malformed");
    return { page: answer.page, elements };
  }

  /** A part of a Models Metadata page, from `offset` (octets) on. */
  getMetadataPart(
    node: number,
    page: number,
    offset: number,
    options?: NodeRequestOptions,
  ): Promise<PagePart> {
    return this.#part(ModelsMetadataGet, node, { page, offset }, options);
  }

  async #whole(
    get: Message<PartRequest, PagePart>,
    node: number,
    asked: number,
    options: NodeRequestOptions | undefined,
  ): Promise<{ page: number; data: Uint8Array }> {
    const first = await this.#part(get, node, { page: asked, offset: 0 }, options);
    const { page, total } = first;
    const data = new Uint8Array(total);
    let part = first;
    for (let offset = 0; ;) {
      const end = offset + part.data.length;
      if (part.page !== page || part.total !== total || end > total)
        throw new MeshError(`page ${page} changed while it was read`);
      data.set(part.data, offset);
      offset = end;
      if (offset === total) return { page, data };
      if (part.data.length === 0) throw new MeshError(`page ${page} ends before its end`);
      part = await this.#part(get, node, { page, offset }, options);
    }
  }

  #part(
    get: Message<PartRequest, PagePart>,
    node: number,
    request: PartRequest,
    options: NodeRequestOptions | undefined,
  ): Promise<PagePart> {
    // A page below the one asked for may answer, never one above it.
    const fits = ({ offset, page }: PagePart) => offset === request.offset && page <= request.page;
    return this.ask(get, request, node, options, fits);
  }
}
