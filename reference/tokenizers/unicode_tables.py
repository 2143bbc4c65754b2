"""Writes the Unicode tables that Hugging Face's tokenizers froze, as they show in what it does.

`python reference/tokenizers/unicode_tables.py` makes packages/lm/src/tokenizer/text/frozen-unicode.ts. Its normalizers
and BERT's classes use Unicode 8 and 9, its script table is sentencepiece's: a JavaScript engine knows a later Unicode.
"""

import sys

import tokenizers
from tokenizers import normalizers, pre_tokenizers

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from golden import PACKAGES

CODE_POINTS = [code for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number):
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text or "0"


def runs(values):
    """`[first, last, value]` of consecutive code points of equal value; false values are left out."""
    out = []
    for code, value in values:
        if not value:
            continue
        if out and out[-1][1] == code - 1 and out[-1][2] == value:
            out[-1][1] = code
        else:
            out.append([code, code, value])
    return out


def encode(ranges, valued=False):
    """Gap since the range before and length − 1 (and the value), base 36: empty for 0."""
    words, end = [], 0
    for first, last, value in ranges:
        word = base36(first - end) + (f".{base36(last - first)}" if last > first else "")
        words.append(word + (f":{base36(value)}" if valued else ""))
        end = last + 1
    return " ".join(words)


def where(test):
    return encode(runs((code, 1 if test(chr(code)) else 0) for code in CODE_POINTS))


def removed_by(normalizer):
    return lambda c: normalizer.normalize_str(f"a{c}b") == "ab"


def scripts():
    """A number from 1 on for each script; 0 where the table says nothing."""
    splitter = pre_tokenizers.UnicodeScripts()

    def together(a, b):
        return len(splitter.pre_tokenize_str(a + b)) == 1

    representatives = []

    def number(c):
        # The long vowel mark counts as Han whatever the table says, the space as nothing.
        if together("a", c) and together("б", c):
            return 0
        for index, other in enumerate(representatives):
            if together(other, c):
                return index + 1
        representatives.append(c)
        return len(representatives)

    # Neighbours mostly share a script: ask about the one before first.
    values, before = [], ("", 0)
    for code in CODE_POINTS:
        c = chr(code)
        value = before[1] if before[1] and together(before[0], c) and not (together("a", c) and together("б", c)) else number(c)
        values.append((code, value))
        before = (c, value)
    return encode(runs(values), valued=True)


def main():
    punctuation = pre_tokenizers.Punctuation("isolated")
    clean = normalizers.BertNormalizer(True, False, False, False)
    accents = normalizers.BertNormalizer(False, False, True, False)
    tables = {
        "combiningMarks": ("what `StripAccents` removes: categories Mn, Mc and Me", where(removed_by(normalizers.StripAccents()))),
        "nonspacingMarks": ("what BERT counts as an accent: category Mn", where(removed_by(accents))),
        "controls": ("what BERT cleans away: categories Cc, Cf and Co, U+FFFD", where(removed_by(clean))),
        "punctuation": (
            "what BERT splits at: category P and the printable ASCII symbols",
            where(lambda c: len(punctuation.pre_tokenize_str(f"a{c}b")) == 3),
        ),
        "scripts": ("numbers of scripts; Hiragana and Katakana count as Han", scripts()),
    }
    lines = [
        f"// Written by reference/tokenizers/unicode_tables.py from tokenizers {tokenizers.__version__}; do not edit.",
        "// Words are `gap.length:value` in base 36: code points between ranges, length − 1, value.",
        "",
    ]
    for name, (meaning, text) in tables.items():
        lines += [f"/** {meaning[0].upper()}{meaning[1:]}. */", f"export const {name}: string =", f"  '{text}';", ""]
    path = PACKAGES / "lm/src/tokenizer/text/frozen-unicode.ts"
    path.write_text("\n".join(lines), encoding="utf-8")
    print(f"{path.stat().st_size} bytes {path}")


if __name__ == "__main__":
    main()
