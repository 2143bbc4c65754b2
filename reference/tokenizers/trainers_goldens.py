"""What Hugging Face's trainers learn from small texts, many of them full of ties.

Settings whose result depends on the order of a hash map there are left out: prefixes and suffixes are only used with one
word, where the order of its characters decides.
"""

import json
import random
import sys
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from golden import golden_path  # noqa: E402

PROSE = """The harpooneers sat at the harbour and told of whales, of wind and of the ways of water.
Whoever has hunted whales knows: the whale that is hunted is not the whale that was seen.
There she blows! there she blows! cried the lookout, lower and lower, as the lowest boat was lowered.
Never was a newer boat rowed by rowers more worn; the oars rose and fell, rose and fell.
In the evening the weather worsened, and the captain counted: seven sailors, seventeen oars, seventy barrels."""

ALPHABETS = ["ab", "aaab", "abc", "abcdefgh", "aé日😀b", "ab \t", "0123456789"]


def random_texts(rng):
    alphabet = rng.choice(ALPHABETS)
    longest = rng.choice([8, 40])
    texts = ["".join(rng.choice(alphabet) for _ in range(rng.randint(1, longest))) for _ in range(rng.randint(1, 8))]
    return [text for text in texts for _ in range(rng.randint(1, 3))]


def train(model, trainer, texts, pre_tokenizer):
    tokenizer = Tokenizer(model)
    if pre_tokenizer is not None:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.train_from_iterator(texts, trainer)
    return json.loads(tokenizer.to_str())


def merge_cases():
    rng = random.Random(5)
    for number in range(60):
        options = {"vocab_size": rng.choice([10, 20, 60, 300]), "min_frequency": rng.choice([0, 1, 2, 3])}
        texts = random_texts(rng)
        special = rng.choice([[], ["<s>"], ["ab", "<s>"], ["<s>", "a"]])
        pre_tokenizer = rng.choice([None, pre_tokenizers.WhitespaceSplit(), pre_tokenizers.ByteLevel()])
        if number % 4 == 0:
            options["max_token_length"] = rng.choice([1, 2, 3, 5])
        if number % 4 == 1:
            options["initial_alphabet"] = ["z", "yq", "a"]
        if number % 4 == 2:
            pre_tokenizer = None
            texts = ["".join(texts)]
            options["continuing_subword_prefix"] = "##"
            if number % 8 == 2:
                options["end_of_word_suffix"] = "</w>"
        yield texts, options, special, pre_tokenizer
    yield PROSE.splitlines(keepends=True), {"vocab_size": 400, "min_frequency": 2}, ["<s>"], pre_tokenizers.ByteLevel()


def main():
    merges = []
    for texts, options, special, pre_tokenizer in merge_cases():
        trainer = trainers.BpeTrainer(special_tokens=special, show_progress=False, **options)
        file = train(models.BPE(), trainer, texts, pre_tokenizer)
        vocabulary = file["model"]["vocab"]
        merges.append(
            {
                "texts": texts,
                "options": options,
                "special": special,
                "pre_tokenizer": file["pre_tokenizer"],
                "vocab": sorted(vocabulary, key=vocabulary.get),
                "merges": file["model"]["merges"],
            }
        )
    words = []
    for texts, size, frequency in [(PROSE.split("\n"), 30, 0), (PROSE.split("\n"), 1000, 2), (["b a 😀 \ufffd", "b"], 9, 0)]:
        trainer = trainers.WordLevelTrainer(
            vocab_size=size, min_frequency=frequency, special_tokens=["<unk>"], show_progress=False
        )
        file = train(models.WordLevel(unk_token="<unk>"), trainer, texts, pre_tokenizers.WhitespaceSplit())
        vocabulary = file["model"]["vocab"]
        words.append({"texts": texts, "size": size, "frequency": frequency, "vocab": sorted(vocabulary, key=vocabulary.get)})
    unigrams = []
    for texts, options in [
        ([PROSE], {"vocab_size": 60}),
        (PROSE.split("\n"), {"vocab_size": 90, "shrinking_factor": 0.9, "n_sub_iterations": 3}),
        (PROSE.split("\n"), {"vocab_size": 80, "max_piece_length": 4, "initial_alphabet": ["!", "é"]}),
        (["こんにちは友達", "友達 こんばんは", "今日 今晩"] * 3, {"vocab_size": 30}),
    ]:
        trainer = trainers.UnigramTrainer(
            special_tokens=["<s>"], unk_token="<unk>", show_progress=False, **options
        )
        file = train(models.Unigram(), trainer, texts, pre_tokenizers.Metaspace())
        pieces = [[piece, round(score, 2)] for piece, score in file["model"]["vocab"]]
        unigrams.append({"texts": texts, "options": options, "unk_id": file["model"]["unk_id"], "pieces": sorted(pieces)})
    content = {
        "generator": "reference/tokenizers/trainers_goldens.py",
        "versions": {"tokenizers": tokenizers.__version__},
        "merges": merges,
        "words": words,
        "unigrams": unigrams,
    }
    path = golden_path("lm/src/tokenizer/trainers", "trainers.json")
    lines = [f'"{name}": ' + (json.dumps(value, ensure_ascii=False) if not isinstance(value, list) else "[\n  " + ",\n  ".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in value) + "\n]") for name, value in content.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
