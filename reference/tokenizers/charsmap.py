"""Character maps as sentencepiece compiles them into its models, in base64."""

import base64
import io
import tempfile
from functools import cache
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

# Keys and values in code points: expansions, contractions, deletions, keys that begin others.
RULES = [
    ("ﬁ", "fi"),
    ("½", "1\u20442"),
    ("①", "1"),
    ("\r", " "),
    ("\t", " "),
    ("\n", " "),
    ("　", " "),
    ("\u00a0", " "),
    ("e\u0301", "\u00e9"),
    ("a\u0328\u0301", "ą́"),
    ("a\u0328", "ą"),
    ("か\u3099", "が"),
    ("ｶﾞ", "ガ"),
    ("ｶ", "カ"),
    ("\u212b", "\u00c5"),
    ("ﷺ", "صلى الله"),
    ("\u200b", ""),
    ("\u00ad", ""),
    ("\u0300", ""),
    ("𝔘", "U"),
    ("👍🏽", "+1"),
    ("👍", "ok"),
    ("ſ", "s"),
    ("İ", "i"),
]


@cache
def charsmap(**options):
    """The map of a throw-away model, trained with `options` about normalization."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g"] * 20), model_writer=model, vocab_size=12, hard_vocab_limit=False, minloglevel=2, **options
    )
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model.getvalue())
    return base64.b64encode(proto.normalizer_spec.precompiled_charsmap).decode()


@cache
def small_charsmap():
    """The map of RULES."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rules.tsv"
        points = lambda text: " ".join(f"{ord(c):X}" for c in text)
        path.write_text("".join(f"{points(key)}\t{points(value)}\n" for key, value in RULES), encoding="utf-8")
        return charsmap(normalization_rule_tsv=str(path))
