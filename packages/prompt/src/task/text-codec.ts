/**
 * Writes values as text and reads them back, so that one example gives both. `z.codec(z.string(), …)` of zod 4 is one.
 * `decode` throws on text that is no value.
 */
export interface TextCodec<Value> {
  /** The text of a value. */
  encode(value: Value): string;
  /** The value of a text. */
  decode(text: string): Value;
}

/** The type of a codec's values. */
export type CodecValue<Codec> = Codec extends TextCodec<infer Value> ? Value : never;

/**
 * Text as it is, without white space around it.
 *
 * @example
 * ```ts
 * import { plainText } from '@fm/prompt';
 *
 * plainText.decode(' yes\n'); // => 'yes'
 * ```
 */
export const plainText: TextCodec<string> = Object.freeze({
  encode: (value: string) => value,
  decode: (text: string) => text.trim(),
});
