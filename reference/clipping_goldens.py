"""Gradient clipping as torch.nn.utils does it."""

import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

from golden import flat, prepare, tensor_json, write_json

SHAPES = {"W": (3, 4), "b": (4,), "s": ()}


def parameters_with(gradients):
    parameters = {}
    for name, gradient in gradients.items():
        parameters[name] = torch.nn.Parameter(torch.zeros(SHAPES[name]))
        parameters[name].grad = gradient.clone()
    return parameters


def by_norm(gradients, max_norm, norm_type):
    parameters = parameters_with(gradients)
    total = clip_grad_norm_(parameters.values(), max_norm, norm_type=norm_type)
    return {
        "maxNorm": max_norm,
        "normType": "inf" if norm_type == float("inf") else norm_type,
        "totalNorm": flat(total)[0],
        "clipped": {name: flat(p.grad) for name, p in parameters.items()},
    }


def by_value(gradients, clip_value):
    parameters = parameters_with(gradients)
    clip_grad_value_(parameters.values(), clip_value)
    return {"clipValue": clip_value, "clipped": {name: flat(p.grad) for name, p in parameters.items()}}


def main():
    prepare()
    generator = torch.Generator().manual_seed(3)
    gradients = {
        name: torch.randint(-48, 48, shape, generator=generator).float() / 16 for name, shape in SHAPES.items()
    }
    write_json(
        "train/src/optimizers",
        "clipping.json",
        {
            "generator": "reference/clipping_goldens.py",
            "versions": {"torch": torch.__version__},
            "formula": "clip_grad_norm_: g * min(1, maxNorm / (totalNorm + 1e-6)); clip_grad_value_: clamp(g, -clipValue, clipValue)",
            "gradients": {name: tensor_json(gradient) for name, gradient in gradients.items()},
            "byNorm": [
                by_norm(gradients, 1.0, 2.0),
                by_norm(gradients, 100.0, 2.0),
                by_norm(gradients, 0.5, 1.0),
                by_norm(gradients, 0.5, float("inf")),
            ],
            "byValue": [by_value(gradients, 0.5), by_value(gradients, 10.0)],
        },
    )


if __name__ == "__main__":
    main()
