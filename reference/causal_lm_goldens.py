"""What transformers computes of a tiny causal language model: its checkpoint, logits, loss, gradients and generations."""

import shutil
import tempfile
from pathlib import Path

import torch
import torch.nn.functional as F
import transformers
from safetensors.torch import save_file

from golden import check_size, flat, golden_path, tensor_json, write_json

VOCAB = 67


def fill(model, seed, is_norm, is_embedding):
    """Numbers by which every part of the model makes a difference, in place of the first weights."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if is_norm(name) and name.endswith("weight"):
                parameter.copy_(1 + 0.2 * noise)
            elif name.endswith("bias"):
                parameter.copy_(0.1 * noise)
            elif is_embedding(name):
                parameter.copy_(0.4 * noise)
            else:
                parameter.copy_(0.3 * noise)
    return model


def save_checkpoint(model, folder):
    with tempfile.TemporaryDirectory() as saved:
        model.save_pretrained(saved)
        for name in ["config.json", "model.safetensors"]:
            target = golden_path(folder, name)
            shutil.copyfile(Path(saved) / name, target)
            check_size(target)


def loss_and_gradients(model, generator, folder, stored_name):
    ids = torch.randint(0, VOCAB, (2, 12), generator=generator)
    labels = ids.clone()
    labels[0, :4] = -100
    labels[1, 7] = -100
    labels[1, 11] = -100
    output = model(input_ids=ids, labels=labels, output_hidden_states=True)
    output.loss.backward()
    gradients = {stored_name(name): parameter.grad.contiguous() for name, parameter in model.named_parameters()}
    path = golden_path(folder, "gradients.safetensors")
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


def write_goldens(model, folder, generator_name, stored_name=lambda name: name, **others):
    """Writes all files of `folder`; `stored_name` tells what a parameter is called in the checkpoint."""
    generator = torch.Generator().manual_seed(7)
    save_checkpoint(model, folder)
    write_json(
        folder,
        "goldens.json",
        {
            "generator": f"reference/{generator_name}",
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
            "training": loss_and_gradients(model, generator, folder, stored_name),
            "leftPadded": left_padded(model, generator),
            "greedy": greedy(model, generator),
            "scoring": continuations(model, generator),
            **others,
        },
    )
