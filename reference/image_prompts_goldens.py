"""What compel's parser makes of the prompts in packages/prompt/src/image/compel/__golden__/compel.json.

Writes the answers anew, for the prompts that are there: pip install compel, then run this file.
"""

import json
from pathlib import Path

from compel.prompt_parser import Blend, PromptParser

path = Path(__file__).parent.parent / "packages/prompt/src/image/compel/__golden__/compel.json"


def nine(value):
    return float(f"{value:.9g}")


def fragments(prompt):
    return [[each.text, nine(each.weight)] for each in prompt.children]


def clause(prompt, weight):
    if isinstance(prompt, Blend):
        parts = [[fragments(each), nine(share)] for each, share in zip(prompt.prompts, prompt.weights)]
        return {"weight": weight, "normalize": prompt.normalize_weights, "parts": parts}
    return {"weight": weight, "normalize": False, "parts": [[fragments(prompt), 1]]}


parser = PromptParser()
lines = []
for text, _ in json.loads(path.read_text()):
    found = parser.parse_conjunction(text)
    answer = [clause(prompt, weight) for prompt, weight in zip(found.prompts, found.weights)]
    lines.append("  " + json.dumps([text, answer], ensure_ascii=False))
path.write_text("[\n" + ",\n".join(lines) + "\n]\n")
