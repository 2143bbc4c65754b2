"""GPT-2 as transformers computes it."""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from causal_lm_goldens import VOCAB, fill, write_goldens
from golden import prepare

REAL_SIZES = {
    "gpt2": dict(n_layer=12, n_head=12, n_embd=768),
    "gpt2-medium": dict(n_layer=24, n_head=16, n_embd=1024),
    "gpt2-large": dict(n_layer=36, n_head=20, n_embd=1280),
    "gpt2-xl": dict(n_layer=48, n_head=25, n_embd=1600),
}


def tiny_model():
    config = GPT2Config(
        vocab_size=VOCAB,
        n_positions=32,
        n_embd=16,
        n_layer=2,
        n_head=2,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=VOCAB - 1,
        eos_token_id=VOCAB - 1,
        attn_implementation="eager",
    )
    model = GPT2LMHeadModel(config).eval()
    return fill(model, 8, lambda name: "ln_" in name, lambda name: "wte" in name or "wpe" in name)


def parameter_counts():
    counts = {}
    for name, sizes in REAL_SIZES.items():
        with torch.device("meta"):
            model = GPT2LMHeadModel(GPT2Config(**sizes))
        model.tie_weights()
        embedding = model.transformer.wpe.weight.numel()
        total = model.num_parameters()
        counts[name] = {**sizes, "parameters": total, "withoutPositions": total - embedding}
    return counts


def main():
    prepare()
    write_goldens(
        tiny_model(), "lm/src/models/gpt2", "gpt2_goldens.py", parameterCounts=parameter_counts()
    )


if __name__ == "__main__":
    main()
