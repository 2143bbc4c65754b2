"""Small tokenizers of every family, trained here, and what Hugging Face's tokenizers makes of texts with them."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import tokenizers
from golden import check_size, encode, golden_path
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CORPUS = [
    "the quick brown fox jumps over the lazy dog, and the dog isn't amused.",
    "She sells sea shells by the sea shore; the shells she sells are sea shells.",
    "Un café noir à 3 euros, s'il vous plaît! Ça va? Naïve façade.",
    "日本語のテキストと中文文本。 Привет мир. שלום",
    "def add(a, b):\n    return a + b  # 12345\n\n",
] * 3

TEXTS = [
    "",
    " ",
    "the dog",
    " the  dog ",
    "She isn't amused.",
    "Ça va, naïve café?",
    "xyz 日本語 中文 ☃ 😀👩‍👩‍👧!",
    "a\tb\n\n c\r\n",
    "\ufeffthe\u0000dog\u0085fox\u00a0x\u3000y",
    "e\u0301 ﬁne Å ½ İstanbul ΑΣ",
    "the [MASK] dog[MASK]fox [SEP] x",
    "the  <mask>  dog<mask>",
    "one newword newwords anewword Newword",
    "<tool>call</tool> <s>x</s> <pad>",
    "12345 a+b 3.14",
    "'s 'S isn'T __proto__ constructor",
]

PAIRS = [["the quick dog", "She sells shells"], ["", "the dog"], ["fox", ""], ["日本 x", "a <mask> b [MASK] c"]]

TRUNCATIONS = [
    dict(max_length=6, stride=0, strategy="longest_first", direction="right"),
    dict(max_length=9, stride=1, strategy="longest_first", direction="left"),
    dict(max_length=14, stride=2, strategy="only_second", direction="right"),
    dict(max_length=14, stride=2, strategy="only_first", direction="left"),
]

PADDINGS = [
    dict(direction="right", pad_id=1, pad_type_id=3, pad_token="<pad>", length=None, pad_to_multiple_of=None),
    dict(direction="left", pad_id=1, pad_type_id=0, pad_token="<pad>", length=None, pad_to_multiple_of=8),
    dict(direction="right", pad_id=1, pad_type_id=0, pad_token="<pad>", length=20, pad_to_multiple_of=None),
]

ADDED = [
    AddedToken("newword", single_word=True, normalized=True),
    AddedToken("<tool>", normalized=False),
    AddedToken("</tool>", normalized=True, lstrip=True),
    AddedToken("<mask>", lstrip=True, normalized=False, special=True),
    AddedToken("[MASK]", rstrip=True, lstrip=True, normalized=False, special=True),
]

SPECIAL = ["<unk>", "<pad>", "<s>", "</s>", "[CLS]", "[SEP]"]


def train(tokenizer, trainer):
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_tokens(ADDED)
    return tokenizer


def gpt2():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=True, add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    return train(tokenizer, trainers.BpeTrainer(vocab_size=380, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False))


def roberta():
    tokenizer = gpt2()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 3), ("<s>", 2), trim_offsets=True, add_prefix_space=True)
    return tokenizer


def llama3():
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    train(tokenizer, trainers.BpeTrainer(vocab_size=380, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False))
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 2)]),
        ]
    )
    return tokenizer


def llama2():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    byte_tokens = [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=480, special_tokens=SPECIAL + byte_tokens, limit_alphabet=60, max_token_length=8, show_progress=False)
    tokenizer.train_from_iterator([word for line in CORPUS for word in line.replace(" ", " ▁").split(" ")], trainer)
    data = json.loads(tokenizer.to_str())
    # Byte tokens are ordinary tokens of the model.
    data["added_tokens"] = [token for token in data["added_tokens"] if not token["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(data))
    tokenizer.add_tokens(ADDED)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 2), ("</s>", 3)]
    )
    return tokenizer


def bert():
    tokenizer = Tokenizer(models.WordPiece(unk_token="<unk>", max_input_chars_per_word=20))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    train(tokenizer, trainers.WordPieceTrainer(vocab_size=220, special_tokens=SPECIAL, show_progress=False))
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 5), ("[CLS]", 4))
    return tokenizer


def t5():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    train(tokenizer, trainers.UnigramTrainer(vocab_size=180, special_tokens=SPECIAL, unk_token="<unk>", show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A:0 </s>:0", pair="$A:0 </s>:0 $B:0 </s>:0", special_tokens=[("</s>", 3)]
    )
    return tokenizer


def words():
    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.StripAccents()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True)])
    return train(tokenizer, trainers.WordLevelTrainer(vocab_size=60, special_tokens=SPECIAL, show_progress=False))


def describe(encoding):
    return {
        "ids": encoding.ids,
        "tokens": encoding.tokens,
        "offsets": [offset for pair in encoding.offsets for offset in pair],
        "words": [-1 if word is None else word for word in encoding.word_ids],
        "sequences": [-1 if each is None else each for each in encoding.sequence_ids],
        "types": encoding.type_ids,
        "special": encoding.special_tokens_mask,
        "attention": encoding.attention_mask,
    }


def truncate(tokenizer, truncation):
    texts = ["the dog fox", "She sells sea shells by the sea shore 12"]
    if truncation["strategy"] == "only_first":
        texts.reverse()
    # `encode` with truncation stops early: it loses what overflows, and counts words from where it began. Whole texts
    # that are truncated by post-processing do not.
    tokenizer.no_truncation()
    processor, tokenizer.post_processor = tokenizer.post_processor, None
    whole = [tokenizer.encode(text) for text in texts]
    tokenizer.post_processor = processor
    tokenizer.enable_truncation(**truncation)
    encoding = tokenizer.post_process(*whole)
    described = [describe(piece) for piece in (encoding, *encoding.overflowing)]
    for piece in described:
        del piece["types"]  # those of a single text, since both were encoded as such
    if processor is None:
        for piece in described[1:]:
            del piece["sequences"]  # of a single text, too
    return {"texts": texts, "pieces": described}


def case(make):
    tokenizer = make()
    file = json.loads(tokenizer.to_str())
    encodings = [{"text": text, **describe(tokenizer.encode(text))} for text in TEXTS]
    tokenizer.encode_special_tokens = True
    plain = [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS]
    tokenizer.encode_special_tokens = False
    decoded = [[tokenizer.decode(each["ids"], skip_special_tokens=skip) for skip in (False, True)] for each in encodings]
    pairs = [{"pair": pair, **describe(tokenizer.encode(*pair))} for pair in PAIRS]
    truncated = []
    for truncation in TRUNCATIONS:
        truncated.append({"truncation": truncation, **truncate(tokenizer, truncation)})
    tokenizer.no_truncation()
    padded = []
    for padding in PADDINGS:
        tokenizer.enable_padding(**padding)
        batch = tokenizer.encode_batch(["the dog", ("fox", "the lazy dog"), ""])
        padded.append({"padding": padding, "batch": [describe(each) for each in batch]})
    return {
        "name": make.__name__,
        "file": file,
        "encodings": encodings,
        "plain": plain,
        "decoded": decoded,
        "pairs": pairs,
        "truncated": truncated,
        "padded": padded,
    }


def main():
    for make in (gpt2, roberta, llama3, llama2, bert, t5, words):
        path = golden_path("lm/src/tokenizer/tokenizer-json", f"{make.__name__}.json")
        golden = {"generator": "pipelines_goldens.py", "versions": {"tokenizers": tokenizers.__version__}, **case(make)}
        path.write_text(encode(golden) + "\n", encoding="utf-8")
        check_size(path)


if __name__ == "__main__":
    main()
