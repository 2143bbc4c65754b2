"""Metrics and percentile intervals of prompt evaluations, computed with numpy and the rules of the official SQuAD script."""

import json
import re
import string
from collections import Counter
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parent.parent / "packages/prompt/src/evaluate/__golden__/metrics.json"
LABELS = ["cat", "dog", "bird"]


def words(text):
    """normalize_answer of the official SQuAD evaluation script."""
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def f1(prediction, truth):
    found, wanted = words(prediction), words(truth)
    if not found or not wanted:
        return float(found == wanted)
    common = sum((Counter(found) & Counter(wanted)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(found), common / len(wanted)
    return 2 * precision * recall / (precision + recall)


def calibration_error(confidence, right, bins):
    error = 0.0
    edges = np.linspace(0, 1, bins + 1)
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def main():
    rng = np.random.default_rng(7)
    probabilities = rng.dirichlet([0.7, 0.7, 0.7], size=60).round(6)
    probabilities[:, 2] = 1 - probabilities[:, 0] - probabilities[:, 1]
    truth = np.array([rng.choice(3, p=np.abs(p) / np.abs(p).sum()) for p in probabilities])
    chosen = probabilities.argmax(1)
    confidence, right = probabilities.max(1), (chosen == truth).astype(float)
    onehot = np.eye(3)[truth]
    answers = [
        ["The black cat", "a cat!"],
        ["", "the"],
        ["", "cat"],
        ["to be or not to be", "not to be"],
        ["It's 3.5 km", "3.5km"],
        ["Ein Café", "ein café"],
        ["an apple, the pear; a plum", "plum pear apple"],
        ["theatre another", "theatre"],
    ]
    sample = rng.normal(size=37).round(6)
    golden = {
        "classification": {
            "observations": [
                {"expected": LABELS[t], "label": LABELS[c], "probabilities": dict(zip(LABELS, map(float, p)))}
                for t, c, p in zip(truth, chosen, probabilities)
            ],
            "accuracy": float(right.mean()),
            "recall": {label: float(right[truth == i].mean()) for i, label in enumerate(LABELS)},
            "brier": float(((probabilities - onehot) ** 2).sum(1).mean()),
            "calibrationError": {str(b): float(calibration_error(confidence, right, b)) for b in [1, 5, 10, 15]},
        },
        "tokenF1": [{"output": o, "expected": e, "f1": f1(o, e)} for o, e in answers],
        "percentiles": {
            "sample": sample.tolist(),
            "intervals": {str(c): np.percentile(sample, [50 * (1 - c), 50 * (1 + c)]).tolist() for c in [0.5, 0.9, 0.95]},
        },
        # Of the mean of a 0/1 sample: what the percentile bootstrap of numpy gives with very many resamples.
        "bootstrap": {
            "sample": (bits := [int(b) for b in rng.random(50) < 0.7]),
            "interval": np.percentile(
                np.array(bits)[rng.integers(0, 50, size=(200_000, 50))].mean(1), [2.5, 97.5]
            ).tolist(),
        },
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
