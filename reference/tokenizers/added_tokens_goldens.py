"""Where Hugging Face's tokenizers finds added tokens, with every combination of their settings."""

import json
import sys
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import tokenizers
from golden import check_size, encode, golden_path
from tokenizers import AddedToken, Tokenizer, models, normalizers

TEXTS = [
    "tok",
    " tok ",
    "a tok b",
    "atok tokb _tok_ 1tok tok2 étok tok\u0301 tok.tok",
    "tok tok  tok\u0085\u00a0tok\n\t tok\u200btok",
    "toktok toktoken token tokens to ken",
    "TOK Tok tÓk TOKEN  Token",
    "a\u3000tok\u2028b 😀tok😀 tok",
    "  tok  <x> tok <x>  ",
    "<x>tok<x><x> <x>y",
]


def build(single_word, lstrip, rstrip, normalized):
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.StripAccents()])
    flags = dict(single_word=single_word, lstrip=lstrip, rstrip=rstrip, normalized=normalized)
    tokenizer.add_tokens([AddedToken("tok", **flags), AddedToken("Token", **flags), AddedToken("<x>", special=True)])
    return tokenizer


def main():
    cases = []
    for flags in product([False, True], repeat=4):
        tokenizer = build(*flags)
        examples = []
        for text in TEXTS:
            encoding = tokenizer.encode(text)
            examples.append({"text": text, "ids": encoding.ids, "tokens": encoding.tokens, "offsets": [at for pair in encoding.offsets for at in pair]})
        cases.append({"file": json.loads(tokenizer.to_str()), "examples": examples})
    path = golden_path("lm/src/tokenizer/added-tokens", "added-tokens.json")
    golden = {"generator": "added_tokens_goldens.py", "versions": {"tokenizers": tokenizers.__version__}, "cases": cases}
    path.write_text(encode(golden) + "\n", encoding="utf-8")
    check_size(path)


if __name__ == "__main__":
    main()
