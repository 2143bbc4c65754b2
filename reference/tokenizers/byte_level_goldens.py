"""A small byte-level BPE tokenizer for each known way of cutting text, and what Hugging Face's tokenizers makes of awkward texts with it."""

import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import tokenizers
from golden import check_size, encode, golden_path
from nasty_texts import PIECES
from pipelines_goldens import CORPUS
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
WHITESPACE = r"\s*[\r\n]+|\s+(?!\S)|\s+"
UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
CL100K = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|DIGITS| ?[^\s\p{L}\p{N}]+[\r\n]*|" + WHITESPACE
O200K = "|".join(
    [
        rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+{CONTRACTIONS}?",
        rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*{CONTRACTIONS}?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        WHITESPACE,
    ]
)
DEEPSEEK = [
    r"\p{N}{1,3}",
    "[一-龥\u3040-ゟ゠-ヿ]+",
    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|" + WHITESPACE,
]

LONG = ["a" * 200, " " * 200, "\n" * 130 + "x", "ab" * 100, "=" * 150, "the" * 60, "中文字符" * 30, "theshellsseashoredog" * 20]


def split(pattern):
    return pre_tokenizers.Split(Regex(pattern), "isolated")


def bytes_only(prefix=False):
    return pre_tokenizers.ByteLevel(add_prefix_space=prefix, use_regex=False)


FAMILIES = {
    "gpt2": (None, pre_tokenizers.ByteLevel(add_prefix_space=False), None),
    "gpt2 with a space in front": (None, pre_tokenizers.ByteLevel(add_prefix_space=True), processors.ByteLevel(trim_offsets=True, add_prefix_space=True)),
    "cl100k": (None, pre_tokenizers.Sequence([split(CL100K.replace("DIGITS", r"\p{N}{1,3}")), bytes_only()]), processors.ByteLevel(trim_offsets=True, add_prefix_space=False)),
    "qwen2": (normalizers.NFC(), pre_tokenizers.Sequence([split(CL100K.replace("DIGITS", r"\p{N}")), bytes_only()]), None),
    "o200k": (None, pre_tokenizers.Sequence([split(O200K), bytes_only()]), processors.ByteLevel(trim_offsets=False)),
    "deepseek": (None, pre_tokenizers.Sequence([*map(split, DEEPSEEK), bytes_only()]), None),
}


def texts():
    random.seed(11)
    for _ in range(32):
        parts = []
        for _ in range(random.choice([1, 2, 3, 5, 8, 13])):
            parts.append(random.choice(PIECES))
            if random.random() < 0.3:
                parts.append(" ")
        yield "".join(parts)
    yield from LONG


def train(normalizer, pre_tokenizer, processor):
    tokenizer = Tokenizer(models.BPE())
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    if processor is not None:
        tokenizer.post_processor = processor
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    corpus = [*CORPUS, *PIECES, *LONG]
    tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(vocab_size=420, min_frequency=2, initial_alphabet=alphabet, show_progress=False))
    return tokenizer


def describe(encoding):
    # Offsets as the steps from one to the next, which are small numbers.
    flat = [offset for pair in encoding.offsets for offset in pair]
    return {"ids": encoding.ids, "offsets": [here - before for before, here in zip([0, *flat], flat)], "words": encoding.word_ids}


def case(name, normalizer, pre_tokenizer, processor):
    tokenizer = train(normalizer, pre_tokenizer, processor)
    file = json.loads(tokenizer.to_str())
    return {"name": name, "file": file, "encodings": [describe(tokenizer.encode(text)) for text in texts()]}


def main():
    path = golden_path("lm/src/tokenizer/fast", "byte-level.json")
    cases = [case(name, *parts) for name, parts in FAMILIES.items()]
    golden = {"generator": "byte_level_goldens.py", "versions": {"tokenizers": tokenizers.__version__}, "texts": list(texts()), "cases": cases}
    path.write_text(encode(golden) + "\n", encoding="utf-8")
    check_size(path)


if __name__ == "__main__":
    main()
