import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext, Model } from "../../access/model.js";
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
import { encodeMetadataPage, type MetadataEntry, type MetadataPage } from "./metadata.js";

/** What the Large Composition Data Server needs of its node. */
export interface LargeCompositionDataTarget {
  readonly elements: readonly { readonly models: readonly Model[] }[];
  /** The composition data page that is answered to a Get of `page`. */
  compositionPage(page: number): { readonly page: number; readonly data: Uint8Array };
}

export interface LargeCompositionDataServerOptions {
  /** What is known of models of the node. */
  readonly metadata?: readonly {
    readonly model: Model;
    readonly entries: readonly MetadataEntry[];
  }[];
  /** Models Metadata page 128: what page 0 will be when the node is refreshed. Default: there is none. */
  readonly nextMetadata?: MetadataPage;
}

const none: readonly MetadataEntry[] = frozen([]);

/**
 * The Large Composition Data Server model, on the primary element: composition
 * data in parts, where a page does not fit into a message, and the Models
 * Metadata. Mesh Protocol 1.1 §4.4.21.
 */
export class LargeCompositionDataServer extends NodeServer<LargeCompositionDataTarget> {
  readonly #options: LargeCompositionDataServerOptions;

  /** Throws RangeError for metadata that do not fit into a page. */
  constructor(options: LargeCompositionDataServerOptions = {}) {
    super(largeCompositionDataServerId, "device", handlers);
    this.#options = options;
    if (options.nextMetadata) encodeMetadataPage(options.nextMetadata);
  }

  /** Throws RangeError for metadata that do not fit into a page, Error for those of a model that is not the node's. */
  override configure(target: LargeCompositionDataTarget | undefined): void {
    super.configure(target);
    if (!target) return;
    for (const { model } of this.#options.metadata ?? [])
      if (!target.elements.some(({ models }) => models.includes(model)))
        throw new Error("metadata: a model is on no element of the node");
    encodeMetadataPage(this.#metadata(target));
  }

  /** The Models Metadata page that is answered to a Get of `page`: the largest that there is up to it. */
  metadataPage(page: number): { page: number; data: Uint8Array } {
    const { nextMetadata } = this.#options;
    if (page >= 128 && nextMetadata) return { page: 128, data: encodeMetadataPage(nextMetadata) };
    return { page: 0, data: encodeMetadataPage(this.#metadata(this.target)) };
  }

  #metadata({ elements }: LargeCompositionDataTarget): MetadataPage {
    const { metadata = [] } = this.#options;
    return elements.map(({ models }) =>
      models.map((model) => ({
        id: model.id,
        entries: metadata.find((each) => each.model === model)?.entries ?? none,
      })),
    );
  }
}

function part({ page, data }: { page: number; data: Uint8Array }, offset: number) {
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
