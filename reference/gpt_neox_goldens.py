"""GPT-NeoX as transformers computes it."""

import torch
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from causal_lm_goldens import VOCAB, fill, write_goldens
from golden import prepare, tensor_json

# The models called Pythia, from their configurations.
REAL_SIZES = {
    "pythia-70m": dict(num_hidden_layers=6, num_attention_heads=8, hidden_size=512, vocab_size=50304),
    "pythia-160m": dict(num_hidden_layers=12, num_attention_heads=12, hidden_size=768, vocab_size=50304),
    "pythia-410m": dict(num_hidden_layers=24, num_attention_heads=16, hidden_size=1024, vocab_size=50304),
}


def tiny_model(**changes):
    config = GPTNeoXConfig(
        vocab_size=VOCAB,
        max_position_embeddings=32,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=40,
        rotary_pct=0.5,
        bos_token_id=VOCAB - 1,
        eos_token_id=VOCAB - 1,
        attn_implementation="eager",
        **changes,
    )
    model = GPTNeoXForCausalLM(config).eval()
    return fill(model, 12, lambda name: "norm" in name, lambda name: "embed_in" in name)


def parameter_counts():
    counts = {}
    for name, sizes in REAL_SIZES.items():
        with torch.device("meta"):
            model = GPTNeoXForCausalLM(GPTNeoXConfig(**sizes, intermediate_size=4 * sizes["hidden_size"]))
        counts[name] = {**sizes, "parameters": model.num_parameters()}
    return counts


@torch.no_grad()
def variant(**changes):
    """Logits of a model that differs in configuration alone: its weights are those of the checkpoint."""
    model = tiny_model(**changes)
    ids = torch.arange(8)[None] * 7 % VOCAB
    return {"config": changes, "inputIds": tensor_json(ids), "logits": tensor_json(model(ids).logits)}


def stored_name(name):
    """transformers 5 calls the output matrix lm_head in memory, and embed_out in files."""
    return name.replace("lm_head", "embed_out")


def main():
    prepare()
    write_goldens(
        tiny_model(),
        "lm/src/models/gpt-neox",
        "gpt_neox_goldens.py",
        stored_name,
        parameterCounts=parameter_counts(),
        variants=[variant(use_parallel_residual=False), variant(hidden_act="gelu_new")],
    )


if __name__ == "__main__":
    main()
