"""Small SentencePiece models, trained here, and the ids that SentencePiece gives with them."""

import base64
import io
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sentencepiece
from golden import check_size, encode, golden_path

from pipelines_goldens import CORPUS

# Rules of the charsmap: longer ones, deletions, a rule that gives a space, and one that begins another.
RULES = {"ﬁ": "fi", "½": "1/2", "\u212b": "A", "A\u030a": "\u00c5", "\u3000": " ", "\t": " ", "\n": " ", "\u200b": "", "a\u0301": "\u00e1", "™": "TM"}

TEXTS = [
    "",
    " ",
    "the dog",
    "  the   dog  ",
    "\t the\n\ndog\u3000",
    "She isn't amused™.",
    "ﬁve ½ \u212bA\u030a a\u0301 a\u200bb \u200b x",
    "xyz 日本語 中文 ☃ 😀👩‍👩‍👧!",
    "▁the▁▁dog▁",
    "<s>the</s> <unk> <0x41>",
    "a<sep>b <sep> of the sea",
    "aaaaaaaaaaaaaaaaaaaaa bbbb",
    "she sells sea shells by the sea shore" * 3,
    "\ufeffthe\u0000dog\u0085fox\u00a0x",
    "def add(a, b):\n    return a + b  # 12345",
    "__proto__ constructor",
]

MODELS = {
    "unigram": dict(model_type="unigram", vocab_size=160, character_coverage=0.98),
    "unigram-bytes": dict(
        model_type="unigram",
        vocab_size=400,
        byte_fallback=True,
        character_coverage=0.98,
        user_defined_symbols=["<sep>", "of the", "  "],
        control_symbols=["<ctl>"],
        remove_extra_whitespaces=False,
    ),
    "unigram-suffix": dict(model_type="unigram", vocab_size=150, treat_whitespace_as_suffix=True),
    "bpe": dict(model_type="bpe", vocab_size=200, character_coverage=0.98, user_defined_symbols=["<sep>", "sea"]),
    "bpe-bytes": dict(
        model_type="bpe",
        vocab_size=420,
        byte_fallback=True,
        character_coverage=0.98,
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True,
    ),
}


def train(options, rules):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([line for text in CORPUS for line in text.split("\n") if line]),
        model_writer=model,
        normalization_rule_tsv=rules,
        num_threads=1,
        minloglevel=2,
        hard_vocab_limit=False,
        **options,
    )
    return model.getvalue()


def main():
    models = {}
    with tempfile.TemporaryDirectory() as folder:
        # The model remembers the path, which must not change from run to run.
        os.chdir(folder)
        rules = Path("rules.tsv")
        code = lambda text: " ".join(f"{ord(character):X}" for character in text)
        rules.write_text("".join(f"{code(a)}\t{code(b)}\n" for a, b in RULES.items()), encoding="utf-8")
        for name, options in MODELS.items():
            file = train(options, str(rules))
            processor = sentencepiece.SentencePieceProcessor(model_proto=file)
            examples = [[text, processor.encode(text), processor.decode(processor.encode(text))] for text in TEXTS]
            models[name] = {"file": base64.b64encode(file).decode(), "examples": examples}
    path = golden_path("lm/src/tokenizer/sentencepiece", "sentencepiece.json")
    versions = {"sentencepiece": sentencepiece.__version__}
    path.write_text(
        encode({"generator": "sentencepiece_goldens.py", "versions": versions, "models": models}) + "\n", encoding="utf-8"
    )
    check_size(path)


if __name__ == "__main__":
    main()
