"""Regenerates every golden file: `python reference/generate.py [name ...]`, names as in GENERATORS."""

import subprocess
import sys
from pathlib import Path

GENERATORS = ["gpt2", "gpt_neox", "chat_templates", "denoisers", "optimizers", "clipping", "schedules", "layers", "safetensors", "torch_random", "prompt_metrics", "tokenizers/stages", "tokenizers/added_tokens", "tokenizers/decoders", "tokenizers/pipelines", "tokenizers/byte_level", "tokenizers/sentencepiece", "tokenizers/trainers"]


def main():
    folder = Path(__file__).resolve().parent
    for name in sys.argv[1:] or GENERATORS:
        if name not in GENERATORS:
            sys.exit(f"unknown generator {name!r}; known: {', '.join(GENERATORS)}")
        # A process each: no generator can see the random state or patches of another.
        subprocess.run([sys.executable, str(folder / f"{name}_goldens.py")], check=True)


if __name__ == "__main__":
    main()
