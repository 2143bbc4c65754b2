/** What a decoder does to each token by itself; a decoder that looks at other tokens is no such step. */
export type DecodingStep =
  /** Rewrites a token; `isFirst`: none is before it. */
  | { readonly kind: 'rewrite'; readonly rewrite: (token: string, isFirst: boolean) => string }
  /** Joins all tokens into one. */
  | { readonly kind: 'fuse' }
  /** Runs of tokens such as `<0xE2>` are bytes. */
  | { readonly kind: 'byteFallback' }
  /** Every token is bytes; joins them. */
  | { readonly kind: 'byteLevel'; readonly bytesOf: (token: string) => Uint8Array };

/** What a token stands for. */
export interface JoinedToken {
  readonly bytes: Uint8Array;
  /** Whether they are text only together with the bytes of such tokens beside it. */
  readonly isRaw: boolean;
}

/** Decoding that is joining the bytes of tokens. */
export interface Joining {
  tokenOf(token: string, isFirst: boolean): JoinedToken;
  /** What is done to the joined text. */
  finish(text: string): string;
}

const utf8 = new TextEncoder();
const rawToken = /^<0x[\dA-Fa-f]{2}>$/;

/** The joining that steps come to; `undefined` where they do something else. */
export function joiningOf(steps: readonly DecodingStep[]): Joining | undefined {
  const before: Rewrite[] = [];
  const behind: Rewrite[] = [];
  let isJoined = false;
  let hasRawTokens = false;
  let bytesOf = (token: string): Uint8Array => utf8.encode(token);
  for (const step of steps) {
    if (step.kind === 'rewrite') {
      if (hasRawTokens && !isJoined) return undefined;
      (isJoined ? behind : before).push(step.rewrite);
    } else if (step.kind === 'fuse') isJoined = true;
    else if (isJoined || hasRawTokens) return undefined;
    else if (step.kind === 'byteFallback') hasRawTokens = true;
    else {
      isJoined = true;
      ({ bytesOf } = step);
    }
  }
  return {
    tokenOf(token, isFirst) {
      const text = rewritten(token, isFirst, before);
      return hasRawTokens && rawToken.test(text)
        ? { bytes: Uint8Array.of(Number.parseInt(text.slice(3, 5), 16)), isRaw: true }
        : { bytes: bytesOf(text), isRaw: false };
    },
    finish: (text) => rewritten(text, true, behind),
  };
}

type Rewrite = (token: string, isFirst: boolean) => string;

function rewritten(token: string, isFirst: boolean, rewrites: readonly Rewrite[]): string {
  return rewrites.reduce((text, rewrite) => rewrite(text, isFirst), token);
}
