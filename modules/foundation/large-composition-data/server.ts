import { development } from "../../base/development.js";
import { decodeCompositionPage0 } from "../../access/composition.js";
import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext, Model } from "../../access/model.js";
import { equalBytes } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";
import { NodeServer } from "../node-server.js";
import {
  LargeCompositionDataGet,
  largeCompositionDataServerId,
  LargeCompositionDataStatus,
  maximumPart,
  ModelsMetadataGet,
  ModelsMetadataStatus,
} from "./messages.js";
import { encodeMetadataPage, type MetadataEntry } from "./metadata.js";

/** A composition data or Models Metadata page. */
interface Page {
  readonly page: number;
  readonly data: Uint8Array;
}

/** What the Large Composition Data Server needs of its node. */
export interface LargeCompositionDataTarget {
  /** The composition data page that is answered to a Get of `page`. */
  compositionPage(page: number): Page;
}

/** A model of the node with its metadata. */
export interface KnownModel {
  /** A model of an element of the node. */
  readonly model: Model;
  /** Its metadata. */
  readonly entries: readonly MetadataEntry[];
}

/** What a LargeCompositionDataServer is made with. */
export interface LargeCompositionDataServerOptions {
  /** What is known of models of the node; of the others nothing is. */
  readonly metadata?: readonly KnownModel[];
}

const nothing: readonly never[] = frozen([]);

/** The pages of this term; those of the next one have the same numbers and 128. */
const pages = frozen([0, 1, 2]);
const nextTerm = 128;

/**
 * The Large Composition Data Server model, on the primary element: composition
 * data in parts, where a page does not fit into a message, and the Models
 * Metadata. Where a firmware brings another composition, its metadata wait in
 * page 128 as that does. Mesh Protocol 1.1 §4.4.21.
 */
export class LargeCompositionDataServer extends NodeServer<LargeCompositionDataTarget> {
  readonly #metadata: readonly KnownModel[];
  /** Models Metadata Page 0 that the network has: kept while a new composition waits for a Node Composition Refresh. */
  #known: Uint8Array | undefined;

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: LargeCompositionDataServerOptions = {}) {
    development.options?.("LargeCompositionDataServer", options);
    super(largeCompositionDataServerId, "device", handlers);
    this.#metadata = options.metadata ?? nothing;
  }

  /** Throws RangeError for metadata that do not fit into a page, Error for those of a model on no element. */
  override configure(target: LargeCompositionDataTarget | undefined): void {
    super.configure(target);
    this.#known = undefined;
    if (target) this.#encode(this.#refreshable ? nextTerm : 0);
  }

  /** Record: Models Metadata page 0, as on the air. */
  protected override onLoad(data: Uint8Array): void {
    this.#known = data;
  }

  protected override onStart(): void {
    if (!this.#refreshable || this.#pending) return;
    const page = this.#encode(0);
    if (this.#known && equalBytes(this.#known, page)) return;
    this.#known = page;
    this.services?.store(this, page);
  }

  /** The Models Metadata page that is answered to a Get of `page`: the largest that there is up to it. */
  metadataPage(page: number): Page {
    if (page >= nextTerm && this.#refreshable)
      return { page: nextTerm, data: this.#encode(nextTerm) };
    const known = this.#pending ? this.#known : undefined;
    return { page: 0, data: known ?? this.#encode(0) };
  }

  /** Whether there are pages of a next term. */
  get #refreshable(): boolean {
    return this.target.compositionPage(nextTerm).page >= nextTerm;
  }

  /** Whether the firmware's composition waits for the node to be refreshed. */
  get #pending(): boolean {
    const { target } = this;
    if (!this.#refreshable) return false;
    return pages.some((page) => {
      const [now, next] = [page, page + nextTerm].map((number) => target.compositionPage(number));
      return now!.page !== next!.page - nextTerm || !equalBytes(now!.data, next!.data);
    });
  }

  /** The metadata of the models of a composition, page 0 or 128. */
  #encode(page: number): Uint8Array {
    const known = this.#metadata.map(({ model, entries }) => {
      const { element, id } = model;
      return { index: element.index, id, entries };
    });
    const composition = decodeCompositionPage0(this.target.compositionPage(page).data);
    const elements = composition?.elements ?? nothing;
    return encodeMetadataPage(
      elements.map(({ models }, index) =>
        models.map((id) => ({
          id,
          entries: known.find((each) => each.index === index && each.id === id)?.entries ?? nothing,
        })),
      ),
    );
  }
}

function part({ page, data }: Page, offset: number) {
  // Behind the end there is nothing.
  return { page, offset, total: data.length, data: data.slice(offset, offset + maximumPart) };
}

const handlers = frozen(
  new HandlerTable<LargeCompositionDataServer>()
    .on(LargeCompositionDataGet, (server, { page, offset }, context: MessageContext) =>
      server.reply(
        context,
        LargeCompositionDataStatus,
        part(server.target.compositionPage(page), offset),
      ),
    )
    .on(ModelsMetadataGet, (server, { page, offset }, context: MessageContext) =>
      server.reply(context, ModelsMetadataStatus, part(server.metadataPage(page), offset)),
    ),
);
