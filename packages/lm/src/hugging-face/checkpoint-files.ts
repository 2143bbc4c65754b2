import type { HostTensor, Tokenizer } from '@fm/core';

/** A tokenizer that can be written as `tokenizer.json`. */
export interface SavableTokenizer extends Tokenizer {
  /** The content of `tokenizer.json`. */
  toJSON(): unknown;
}

/** What a Hugging Face folder holds beside the weights. */
export interface CheckpointFiles {
  /** File names and their parsed content. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The content of `model.safetensors`. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

/** Ids that begin and end a text. */
interface TextEnds {
  readonly bos_token_id: number | null;
  readonly eos_token_id: number | null;
}

/**
 * The ids that begin and end a text, by the configuration or else the tokenizer, and the files beside the weights that
 * speak of tokens: `generation_config.json`, and, for a tokenizer, `tokenizer.json` and `tokenizer_config.json`.
 */
export function tokenSettings(
  config: TextEnds,
  contextLength: number,
  tokenizer: SavableTokenizer | undefined,
): { readonly ends: TextEnds; readonly json: Readonly<Record<string, unknown>> } {
  const end = tokenizer?.endOfText ?? null;
  const ends = { bos_token_id: config.bos_token_id ?? end, eos_token_id: config.eos_token_id ?? end };
  const known = Object.fromEntries(Object.entries(ends).filter(([, id]) => id !== null));
  return {
    ends,
    json: {
      'generation_config.json': { _from_model_config: true, ...known },
      ...(tokenizer && {
        'tokenizer.json': tokenizer,
        'tokenizer_config.json': describeTokenizer(tokenizer, contextLength),
      }),
    },
  };
}

function describeTokenizer(tokenizer: Tokenizer, contextLength: number): object {
  const end = tokenizer.endOfText === undefined ? undefined : tokenizer.tokenOf(tokenizer.endOfText);
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: contextLength,
    clean_up_tokenization_spaces: false,
    ...(end === undefined ? {} : { bos_token: end, eos_token: end }),
  };
}
