"""Loads a Hugging Face GPT-2 folder with transformers and prints the logits of given ids as JSON.

python reference/verify_gpt2.py FOLDER [--ids '[[1, 2, 3]]'] [--greedy N]
"""

import argparse
import json
import sys

import torch
import transformers
from transformers import AutoModelForCausalLM


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--ids", default="[[0, 1, 2, 3]]", help="JSON: token ids [batch, sequence], all rows of one length")
    parser.add_argument("--greedy", type=int, default=0, help="also continue each row by this many tokens")
    arguments = parser.parse_args()

    transformers.logging.set_verbosity_error()
    torch.set_num_threads(1)
    model, loading = AutoModelForCausalLM.from_pretrained(
        arguments.folder,
        dtype=torch.float32,
        attn_implementation="eager",
        local_files_only=True,
        use_safetensors=True,
        output_loading_info=True,
    )
    model.eval()
    ids = torch.tensor(json.loads(arguments.ids))
    report = {
        "architecture": type(model).__name__,
        "parameters": model.num_parameters(),
        **{key: sorted(map(str, loading.get(key) or [])) for key in ("missing_keys", "unexpected_keys", "mismatched_keys")},
        "ids": ids.tolist(),
    }
    with torch.no_grad():
        logits = model(ids).logits
        if arguments.greedy:
            new = model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                max_new_tokens=arguments.greedy,
                do_sample=False,
                pad_token_id=0,
                eos_token_id=None,
            )
            report["greedy"] = new[:, ids.shape[1] :].tolist()
    report["shape"] = list(logits.shape)
    report["logits"] = logits.reshape(-1).tolist()
    json.dump(report, sys.stdout)
    print()
    # Missing weights are filled with random numbers: logits would mean nothing.
    sys.exit(1 if report["missing_keys"] or report["mismatched_keys"] else 0)


if __name__ == "__main__":
    main()
