"""What every normalizer and pre-tokenizer of Hugging Face's tokenizers makes of difficult texts.

`stages_goldens.py compare COUNT SEED FILE` writes the results for COUNT random texts to one file elsewhere, for a
comparison that is too large to keep.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy
import tokenizers
from tokenizers import Tokenizer

from charsmap import charsmap, small_charsmap
from golden import check_size, golden_path
from texts import SENTENCES, texts

CL100K = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
O200K = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
    r"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]


def replace(pattern, content):
    return {"type": "Replace", "pattern": pattern, "content": content}


def split(pattern, behavior="Isolated", invert=False):
    return {"type": "Split", "pattern": pattern, "behavior": behavior, "invert": invert}


def normalizers(charsmaps):
    yield from ({"type": name} for name in ["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Nmt", "StripAccents", "ByteLevel"])
    yield from ({"type": "Strip", "strip_left": left, "strip_right": right} for left, right in [(True, True), (True, False), (False, True)])
    for clean, chinese, accents, lower in [(True, True, None, True), (False, False, True, False), (True, False, False, False), (False, True, None, False)]:
        yield {"type": "BertNormalizer", "clean_text": clean, "handle_chinese_chars": chinese, "strip_accents": accents, "lowercase": lower}
    yield {"type": "Prepend", "prepend": "▁x"}
    yield replace({"String": " "}, "▁")
    yield replace({"String": "e"}, "")
    yield replace({"Regex": " {2,}|\\p{Lu}+"}, "<>")
    yield replace({"Regex": "[[:punct:]&&[^.]]|\\d"}, "𝔘")
    for each in charsmaps:
        yield {"type": "Precompiled", "precompiled_charsmap": each}
    yield sequence({"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}, replace({"String": " "}, "▁"), {"type": "NFKC"})
    yield sequence({"type": "Precompiled", "precompiled_charsmap": small_charsmap()}, {"type": "Strip", "strip_left": True, "strip_right": False}, {"type": "Prepend", "prepend": "▁"})


def sequence(*parts):
    return {"type": "Sequence", "normalizers": list(parts)}


def pre_tokenizer_cases():
    yield from ({"type": name} for name in ["BertPreTokenizer", "Whitespace", "WhitespaceSplit", "UnicodeScripts"])
    for prefix, regex in [(True, True), (False, True), (True, False)]:
        yield {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": regex}
    for scheme, parts in [("always", True), ("first", True), ("never", True), ("always", False)]:
        yield {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": parts}
    yield {"type": "Metaspace", "replacement": "𝔘", "prepend_scheme": "first", "split": True}
    yield {"type": "CharDelimiterSplit", "delimiter": "-"}
    yield from ({"type": "Digits", "individual_digits": each} for each in [True, False])
    yield from ({"type": "Punctuation", "behavior": behavior} for behavior in BEHAVIORS)
    yield {"type": "FixedLength", "length": 3}
    for behavior in BEHAVIORS:
        yield split({"Regex": "\\s+|-"}, behavior)
        yield split({"Regex": "\\w+"}, behavior, invert=True)
    yield split({"String": " "}, "MergedWithPrevious")
    yield split({"String": ""}, "Isolated")
    yield split({"Regex": CL100K}, "Removed", invert=True)
    yield split({"Regex": O200K})
    yield {
        "type": "Sequence",
        "pretokenizers": [
            split({"Regex": "\\p{N}{1,3}"}),
            split({"Regex": "[一-龥぀-ゟ゠-ヿ]+"}),
            split({"Regex": "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"}),
            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False},
        ],
    }
    yield {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True}]}
    yield {"type": "Sequence", "pretokenizers": [{"type": "Punctuation", "behavior": "Contiguous"}, {"type": "Digits", "individual_digits": False}, {"type": "UnicodeScripts"}]}


def pattern_cases():
    for pattern in PATTERNS:
        yield split({"Regex": pattern})


# The corners of Oniguruma's syntax.
PATTERNS = [
    "^",
    "$",
    "\\A.|.\\z",
    ".\\Z",
    "\\b",
    "\\B",
    "a*",
    "(?<=a)b|x(?=\\s)|(?<!\\p{L})\\p{Ll}",
    "\\p{L}?+\\p{M}*+\\p{N}++",
    "(?>[a-z]+)[a-z]|[A-Z]{1,2}+",
    "(?i:k|s|å|ω|[a-cω])",
    "x(?i)a|b",
    "(?m:.)|(?x: \\s # space\n [^\\n] )",
    "[^\\p{L}\\d_]",
    "[]a-c\\]-]",
    "[[:alpha:]&&[^a-z]]|[[:^ascii:]&&\\p{S}]",
    "\\h{2}",
    "\\W",
    "[\\w]",
    "\\R",
    "\\N\\O",
    "\\x41|\\x{1F642}|\\u00e9|\\t|\\012",
    "\\p{Han}+|\\p{^Latin}|\\P{L}",
    "[\\p{Hiragana}\\p{katakana}ー]+",
    "a{,2}b|c{2}?d",
    "[\\s\\S]{1,7}?(?:\\s|\\z)",
    "\\{|}|a{|a{x}",
    "(?#comment)(?<name>e|é)",
    "\\p{Alnum}+|\\p{Punct}",
]


def characters(normalizer):
    """A tokenizer whose tokens are the characters of the normalized text."""
    part = {"normalizer": normalizer, "pre_tokenizer": {"type": "FixedLength", "length": 1}}
    model = {"type": "WordLevel", "vocab": {"?": 0}, "unk_token": "?"}
    return Tokenizer.from_str(json.dumps({"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], **part, "post_processor": None, "decoder": None, "model": model}))


def base36(number):
    return numpy.base_repr(number, 36).lower()


def normalized(tokenizer, text):
    """`[text, alignment]`, each null where nothing changed.

    The alignment has a word `advance.length` for each character: how far its original range begins behind the one
    before (left out: 1), and how long it is (left out: 1); code points.
    """
    result = tokenizer.normalizer.normalize_str(text)
    offsets = tokenizer.encode(text).offsets
    words, before = [], -1
    for start, end in offsets:
        words.append(("" if start == before + 1 else base36(start - before)) + ("" if end == start + 1 else f".{base36(end - start)}"))
        before = start
    return [None if result == text else result, " ".join(words) if any(words) else None]


def pieces(pre_tokenizer, text):
    """`[spans, pieces]`; pieces are null where they are what the spans say.

    The spans have a word `gap.length` for each piece: how far it begins behind the end of the one before (left out:
    0), and how long it is; code points.
    """
    words, texts, end = [], [], 0
    for piece, (start, stop) in pre_tokenizer.pre_tokenize_str(text):
        words.append((base36(start - end) + "." if start != end else "") + base36(stop - start))
        texts.append(None if piece == text[start:stop] else piece)
        end = stop
    return [" ".join(words), texts if any(piece is not None for piece in texts) else None]


def stage(cases, prepare, run, inputs):
    rows = []
    for case in cases:
        part = prepare(case)
        rows.append({"json": case, "results": [run(part, text) for text in inputs]})
    return rows


def read_pre_tokenizer(case):
    return Tokenizer.from_str(json.dumps({"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": case, "post_processor": None, "decoder": None, "model": {"type": "WordLevel", "vocab": {}, "unk_token": "?"}})).pre_tokenizer


def write(path, inputs, cases):
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    header = json.dumps({"generator": "reference/tokenizers/stages_goldens.py", "versions": {"tokenizers": tokenizers.__version__}})
    body = json.dumps(inputs, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f'{header[:-1]},\n"texts": {body},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")


def main():
    if sys.argv[1:2] == ["compare"]:
        count, seed, path = int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
        inputs = texts(count, seed)[len(SENTENCES) :]
        charsmaps = [small_charsmap(), charsmap(normalization_rule_name="nmt_nfkc_cf")]
    else:
        inputs, charsmaps = SENTENCES, [small_charsmap()]
    for folder, cases, prepare, run in [
        ("normalizers", normalizers(charsmaps), characters, normalized),
        ("pre-tokenizers", pre_tokenizer_cases(), read_pre_tokenizer, pieces),
        ("text/pattern", pattern_cases(), read_pre_tokenizer, pieces),
    ]:
        name = folder.rpartition("/")[2]
        rows = stage(cases, prepare, run, inputs)
        if sys.argv[1:2] == ["compare"]:
            write(path.with_suffix(f".{name}.json"), inputs, rows)
            continue
        golden = golden_path(f"lm/src/tokenizer/{folder}", f"{name}.json")
        write(golden, inputs, rows)
        check_size(golden)


if __name__ == "__main__":
    main()
