/**
 * The printable character that byte-level BPE writes for each byte: printable Latin-1 stands for itself, the
 * other bytes are numbered from U+0100 on.
 *
 * @see OpenAI's GPT-2 `encoder.py`, `bytes_to_unicode`
 */
export function byteAlphabet(): readonly string[] {
  let others = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(printable ? byte : 0x100 + others++);
  });
}
