"""GPT-NeoX as transformers computes it: a tiny checkpoint, its logits, loss, gradients and generations."""

import shutil
import tempfile
from pathlib import Path

import torch
import torch.nn.functional as F
import transformers
from safetensors.torch import save_file
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from golden import check_size, flat, golden_path, prepare, tensor_json, write_json

FOLDER = "lm/src/models/gpt-neox"
VOCAB = 67
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
    generator = torch.Generator().manual_seed(12)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "norm" in name and name.endswith("weight"):
                parameter.copy_(1 + 0.2 * noise)
            elif name.endswith("bias"):
                parameter.copy_(0.1 * noise)
            elif "embed_in" in name:
                parameter.copy_(0.4 * noise)
            else:
                parameter.copy_(0.3 * noise)
    return model


def save_checkpoint(model):
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        for name in ["config.json", "model.safetensors"]:
            target = golden_path(FOLDER, name)
            shutil.copyfile(Path(folder) / name, target)
            check_size(target)


def loss_and_gradients(model, generator):
    ids = torch.randint(0, VOCAB, (2, 12), generator=generator)
    labels = ids.clone()
    labels[0, :4] = -100
    labels[1, 7] = -100
    labels[1, 11] = -100
    output = model(input_ids=ids, labels=labels, output_hidden_states=True)
    output.loss.backward()
    # transformers 5 calls the output matrix lm_head in memory, and embed_out in files.
    gradients = {
        name.replace("lm_head", "embed_out"): parameter.grad.contiguous()
        for name, parameter in model.named_parameters()
    }
    path = golden_path(FOLDER, "gradients.safetensors")
    save_file(gradients, path)
    check_size(path)
    # Position t of the logits predicts label t + 1, as in transformers.
    token_losses = F.cross_entropy(
        output.logits[:, :-1].reshape(-1, VOCAB), labels[:, 1:].reshape(-1), reduction="none"
    ).reshape(2, 11)
    return {
        "inputIds": tensor_json(ids),
        "labels": tensor_json(labels),
        "logits": tensor_json(output.logits),
        "lastHiddenState": tensor_json(output.hidden_states[-1]),
        "loss": flat(output.loss)[0],
        "countedLabels": int((labels[:, 1:] != -100).sum()),
        "tokenLosses": tensor_json(token_losses),
        "gradientNorm": flat(torch.stack([g.norm() for g in gradients.values()]).norm())[0],
    }


@torch.no_grad()
def left_padded(model, generator):
    ids = torch.randint(0, VOCAB, (2, 6), generator=generator)
    mask = torch.ones_like(ids)
    mask[0, :2] = 0
    positions = (mask.cumsum(-1) - 1).clamp(min=0)
    logits = model(input_ids=ids, attention_mask=mask, position_ids=positions).logits
    alone = model(input_ids=ids[:1, 2:]).logits
    assert torch.allclose(logits[:1, 2:], alone, atol=1e-5)
    return {
        "inputIds": tensor_json(ids),
        "attentionMask": tensor_json(mask),
        "positionIds": tensor_json(positions),
        # Only the last position of each row: padded positions have no meaning.
        "lastLogits": tensor_json(logits[:, -1]),
    }


@torch.no_grad()
def greedy(model, generator):
    prompt = torch.randint(0, VOCAB, (1, 5), generator=generator)
    options = dict(max_new_tokens=10, do_sample=False, pad_token_id=VOCAB - 1)
    cached = model.generate(prompt, attention_mask=torch.ones_like(prompt), use_cache=True, **options)
    uncached = model.generate(prompt, attention_mask=torch.ones_like(prompt), use_cache=False, **options)
    assert torch.equal(cached, uncached)
    new_tokens = cached[0, 5:]
    assert len(new_tokens) == 10 and len(set(new_tokens.tolist())) >= 4, new_tokens
    logits = model(cached).logits[0]
    best = logits[4:-1].topk(2).values
    margin = float((best[:, 0] - best[:, 1]).min())
    assert margin > 1e-2, f"greedy choice too close to a tie: {margin}"
    log_probabilities = logits.log_softmax(-1)[4:-1].gather(-1, new_tokens[:, None])
    return {
        "promptIds": flat(prompt),
        "newIds": flat(new_tokens),
        "logProbabilities": flat(log_probabilities),
        "smallestMargin": margin,
    }


@torch.no_grad()
def continuations(model, generator):
    prompt = torch.randint(0, VOCAB, (6,), generator=generator)
    rows = []
    for length in [1, 3, 5]:
        continuation = torch.randint(0, VOCAB, (length,), generator=generator)
        logits = model(torch.cat([prompt, continuation])[None]).logits[0]
        scores = logits.log_softmax(-1)[5:-1].gather(-1, continuation[:, None])
        rows.append(
            {"ids": flat(continuation), "logProbabilities": flat(scores), "total": flat(scores.sum())[0]}
        )
    return {"promptIds": flat(prompt), "continuations": rows}


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


def main():
    prepare()
    model = tiny_model()
    generator = torch.Generator().manual_seed(7)
    save_checkpoint(model)
    write_json(
        FOLDER,
        "goldens.json",
        {
            "generator": "reference/gpt_neox_goldens.py",
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
            "training": loss_and_gradients(model, generator),
            "leftPadded": left_padded(model, generator),
            "greedy": greedy(model, generator),
            "scoring": continuations(model, generator),
            "parameterCounts": parameter_counts(),
            "variants": [
                variant(use_parallel_residual=False),
                variant(hidden_act="gelu_new"),
            ],
        },
    )


if __name__ == "__main__":
    main()
