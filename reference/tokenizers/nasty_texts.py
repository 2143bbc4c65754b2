"""Encodes thousands of awkward texts with a tokenizer.json and writes one JSON line for each.

    python reference/tokenizers/nasty_texts.py tokenizer.json out.jsonl [count] [seed]

Lines: `{text, pair, special, ids, tokens, offsets, words, sequences, types, mask, decoded, skipped}`; `special` is false where
control tokens in the text were to stay text. Nothing of this is committed: it is for comparisons with large files.
"""

import json
import random
import sys

from tokenizers import Tokenizer

PIECES = [
    "the", "The", "THE", "hello", "world", "isn't", "I'LL", "we've", "don’t", "O'Neill", "can't", "'s", "'", "''",
    "naïve", "café", "cafe\u0301", "Å", "Å", "ﬁ", "½", "①", "Ⅷ", "ǅ", "İ", "ı", "ß", "ẞ", "Σς", "µ", "Ω",
    "日本語", "中文", "テキスト", "ｶﾞ", "한국어", "ㅎㅏㄴ", "हिन्दी", "தமிழ்", "ไทย", "עברית", "العربية", "ﷺ", "Привет", "ქართული", "አማርኛ",
    "😀", "👩‍👩‍👧", "🇩🇪", "👍🏽", "❤️", "☃", "𝔘𝔫𝔦", "𐍈", "\U000e0041", "\ufffd", "\ufeff", "\u200b", "\u200d", "\u2060", "\u00ad",
    " ", " ", " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", "\r", "\u0085", "\u00a0", "\u2003", "\u2028", "\u3000", "\u1680", "\v", "\f", "\x1c",
    "\0", "\x01", "\x7f", "\u0080", "0", "1", "12", "123", "1234", "12345", "3.14", "1,000", "٣", "²", "१२",
    ".", ",", "!", "?", "...", "…", "--", "—", "_", "__init__", "__proto__", "constructor", "{", "}", "()", "[]", "</", "/>", "<", ">", "|", "#", "@", "&&", "==", "!=", "->", "\\n", "\\", "\"", "`", "```python\n", "$x", "%d", "^", "~", "+", "=", "=" * 9, "a" * 30, "-" * 20, " " * 17, "\n" * 5,
    "def f(x):\n    return x", "http://a.b/c?d=e", "snake_case", "camelCase", "PascalCase", "XMLHttp", "v1.2.3", "e.g.", "▁", "▁a", "Ġ", "Ċ", "##ing", "<0x41>", "</w>", "\u0300", "\u0301\u0327", "q̣̇", "가", "\u1100\u1161", "ﬀ", "ſ", "K",
]


def texts(tokenizer, count, seed):
    random.seed(seed)
    added = [token.content for token in tokenizer.get_added_tokens_decoder().values()]
    few = added[:12] + added[-6:] if len(added) > 18 else added
    for index in range(count):
        length = random.choice([0, 1, 1, 2, 3, 5, 8, 13, 30])
        parts = []
        for _ in range(length):
            kind = random.random()
            if kind < 0.8 or not few:
                parts.append(random.choice(PIECES))
            elif kind < 0.9:
                parts.append(random.choice(few))
            elif kind < 0.96:
                parts.append(chr(random.choice([random.randrange(0x20, 0x250), random.randrange(0x250, 0xD800), random.randrange(0xE000, 0x10000), random.randrange(0x10000, 0x20000)])))
            else:
                parts.append(random.choice(few)[: random.randrange(1, 8)])
            if random.random() < 0.4:
                parts.append(" ")
        yield "".join(parts), index


def main():
    source, target = sys.argv[1:3]
    count, seed = (int(value) for value in (sys.argv[3:5] + ["1000", "1"][len(sys.argv) - 3 :]))
    tokenizer = Tokenizer.from_file(source)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    previous = None
    with open(target, "w", encoding="utf-8") as out:
        for text, index in texts(tokenizer, count, seed):
            pair = previous if index % 7 == 3 else None
            special = index % 5 != 2
            tokenizer.encode_special_tokens = not special
            encoding = tokenizer.encode(text) if pair is None else tokenizer.encode(text, pair)
            line = {
                "text": text,
                "pair": pair,
                "special": special,
                "ids": encoding.ids,
                "tokens": encoding.tokens,
                "offsets": [offset for span in encoding.offsets for offset in span],
                "words": [-1 if word is None else word for word in encoding.word_ids],
                "sequences": [-1 if each is None else each for each in encoding.sequence_ids],
                "types": encoding.type_ids,
                "mask": encoding.special_tokens_mask,
                "decoded": tokenizer.decode(encoding.ids, skip_special_tokens=False),
                "skipped": tokenizer.decode(encoding.ids, skip_special_tokens=True),
            }
            out.write(json.dumps(line) + "\n")
            previous = text


if __name__ == "__main__":
    main()
