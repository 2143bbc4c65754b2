import type { HostTensor } from '../tensor/index.ts';

/** Turns prompts into the conditioning of an image or audio model. */
export interface TextEncoder {
  /** Name for messages, for example `clip-vit-large-patch14`. */
  readonly name: string;
  /** Tokens per prompt, including begin and end. */
  readonly contextLength: number;
  /** Encodes prompts: texts, or rows of tokens that were put together already. */
  encode(
    prompts: readonly (string | TextEncoderTokens)[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<TextEncoding>;
}

/** A row of a text encoder, token by token. */
export interface TextEncoderTokens {
  /** `contextLength` ids, with begin, end and padding. */
  readonly ids: ArrayLike<number>;
  /** 0 for tokens that no token attends to. @default what the encoder does with a text of these tokens */
  readonly attentionMask?: ArrayLike<number>;
}

/** Encoded prompts. */
export interface TextEncoding {
  /** Token vectors, `f32[prompts, tokens, hidden]`. */
  readonly hiddenStates: HostTensor<'f32'>;
  /** One vector per prompt, `f32[prompts, hidden]`, where the encoder has one. */
  readonly pooled?: HostTensor<'f32'>;
  /** 1 for tokens that count, `i64[prompts, tokens]`. */
  readonly attentionMask: HostTensor<'i64'>;
}
