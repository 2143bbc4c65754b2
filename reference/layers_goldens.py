"""Layers and operations of PyTorch: outputs, and gradients of a fixed cotangent, in float64 on exact inputs."""

import torch
import torch.nn.functional as F
import transformers
from torch.func import functional_call
from transformers import LlamaConfig
from transformers.models.gptj.modeling_gptj import apply_rotary_pos_emb as rotate_interleaved
from transformers.models.llama.modeling_llama import LlamaMLP, LlamaRotaryEmbedding
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb as rotate_half

from golden import prepare, tensor_json, write_json

DIGITS = 10
generator = torch.Generator().manual_seed(1234)


def exact(*shape, span=2):
    """Random multiples of 1/16 in [-span, span): the same number in float32 and float64."""
    return torch.randint(-16 * span, 16 * span, shape, generator=generator).double() / 16


def distinct(*shape):
    """As `exact`, without ties: for operations that pick a largest element."""
    count = torch.Size(shape).numel()
    return (torch.randperm(count, generator=generator).double() - count // 2).reshape(shape) / 8


def as_json(tensor, digits=DIGITS):
    # Inputs are exact in float32, outputs are float64 rounded to DIGITS: both are read as f32 or f64 at will.
    return tensor_json(tensor, digits, dtype="f32" if tensor.is_floating_point() else None)


def case(name, function, inputs, parameters=None, attributes=None, note=None):
    """Runs `function(**inputs, **parameters)`, which returns one tensor (named y) or a dict of them."""
    parameters = parameters or {}
    leaves = {
        key: value.detach().clone().requires_grad_(value.is_floating_point())
        for key, value in {**inputs, **parameters}.items()
    }
    outputs = function(**leaves)
    if isinstance(outputs, torch.Tensor):
        outputs = {"y": outputs}
    differentiable = {key: value for key, value in outputs.items() if value.requires_grad}
    cotangents = {key: exact(*value.shape, span=1) for key, value in differentiable.items()}
    wanted = {key: leaf for key, leaf in leaves.items() if leaf.requires_grad}
    gradients = torch.autograd.grad(list(differentiable.values()), list(wanted.values()), list(cotangents.values()))
    return {
        "name": name,
        **({"note": note} if note else {}),
        "attributes": attributes or {},
        "inputs": {key: as_json(value) for key, value in inputs.items()},
        "parameters": {key: as_json(value) for key, value in parameters.items()},
        "outputs": {key: as_json(value) for key, value in outputs.items()},
        "cotangents": {key: as_json(value) for key, value in cotangents.items()},
        "gradients": {key: as_json(value) for key, value in zip(wanted, gradients)},
    }


def with_attributes(name, function, inputs, parameters=None, note=None, **attributes):
    """A case whose attributes are exactly the keyword arguments of the torch function."""
    return case(
        name, lambda **tensors: function(**tensors, **attributes), inputs, parameters, attributes, note
    )


def dense():
    weight, bias = exact(4, 5), exact(4)
    yield case("linear", lambda x, weight, bias: F.linear(x, weight, bias), {"x": exact(2, 3, 5)}, {"weight": weight, "bias": bias}, note="weight is [out, in]")
    yield case("linear-without-bias", lambda x, weight: F.linear(x, weight), {"x": exact(3, 5)}, {"weight": weight})
    ids = torch.tensor([[0, 3, 3], [6, 1, 0]])
    yield case("embedding", lambda ids, weight: F.embedding(ids, weight), {"ids": ids}, {"weight": exact(7, 4)})


def norms():
    for name, shape, normalized in [("layer-norm", (2, 3, 6), [6]), ("layer-norm-two-axes", (2, 3, 4), [3, 4])]:
        yield with_attributes(
            name,
            lambda x, weight, bias, normalized_shape, eps: F.layer_norm(x, normalized_shape, weight, bias, eps),
            {"x": exact(*shape)},
            {"weight": exact(*normalized), "bias": exact(*normalized)},
            normalized_shape=normalized,
            eps=1e-5,
        )
    yield with_attributes(
        "layer-norm-without-affine",
        lambda x, normalized_shape, eps: F.layer_norm(x, normalized_shape, eps=eps),
        {"x": exact(3, 5)},
        normalized_shape=[5],
        eps=1e-5,
    )
    yield with_attributes(
        "rms-norm",
        lambda x, weight, eps: F.rms_norm(x, [6], weight, eps),
        {"x": exact(2, 3, 6)},
        {"weight": exact(6)},
        eps=1e-6,
    )
    for name, groups in [("group-norm", 2), ("group-norm-one-group", 1)]:
        yield with_attributes(
            name,
            lambda x, weight, bias, num_groups, eps: F.group_norm(x, num_groups, weight, bias, eps),
            {"x": exact(2, 4, 2, 3)},
            {"weight": exact(4), "bias": exact(4)},
            num_groups=groups,
            eps=1e-5,
        )


def activations():
    wide = torch.tensor([-12.0, -6.0, -3.0, -1.0, -0.5, -0.0625, 0.0, 0.0625, 0.5, 1.0, 3.0, 6.0, 12.0]).double()
    functions = {
        "gelu": lambda x: F.gelu(x),
        "gelu-tanh": lambda x: F.gelu(x, approximate="tanh"),
        "silu": lambda x: F.silu(x),
        "relu": lambda x: F.relu(x),
        "sigmoid": lambda x: x.sigmoid(),
        "tanh": lambda x: x.tanh(),
        "softplus": lambda x: F.softplus(x),
        "quick-gelu": lambda x: x * torch.sigmoid(1.702 * x),
        "erf": lambda x: x.erf(),
    }
    for name, function in functions.items():
        yield case(name, function, {"x": wide})
    for dim in [-1, 1]:
        yield with_attributes(f"softmax-dim{dim}", lambda x, dim: x.softmax(dim), {"x": exact(2, 3, 4)}, dim=dim)
        yield with_attributes(f"log-softmax-dim{dim}", lambda x, dim: x.log_softmax(dim), {"x": exact(2, 3, 4)}, dim=dim)
    large = torch.tensor([[1000.0, 999.0, -1000.0], [-1000.0, -1000.0, -1001.0]]).double()
    yield with_attributes("softmax-large", lambda x, dim: x.softmax(dim), {"x": large}, dim=-1)
    yield with_attributes("log-softmax-large", lambda x, dim: x.log_softmax(dim), {"x": large}, dim=-1)


def convolutions():
    variants = [
        ("conv2d", (2, 2, 5, 4), (3, 2, 3, 3), dict(padding=1)),
        ("conv2d-stride", (1, 2, 6, 5), (3, 2, 3, 3), dict(stride=2, padding=1)),
        ("conv2d-dilation", (1, 2, 6, 6), (2, 2, 3, 3), dict(dilation=2, padding=1)),
        ("conv2d-groups", (1, 4, 4, 4), (6, 2, 3, 3), dict(groups=2, padding=1)),
        ("conv2d-depthwise", (2, 3, 4, 4), (3, 1, 3, 3), dict(groups=3, padding=1)),
        ("conv2d-asymmetric", (1, 2, 6, 7), (2, 2, 2, 3), dict(stride=[2, 1], padding=[0, 2], dilation=[1, 2])),
        ("conv2d-leftover", (1, 1, 8, 7), (2, 1, 3, 3), dict(stride=3)),
        ("conv2d-1x1", (2, 3, 2, 3), (4, 3, 1, 1), dict()),
    ]
    for name, x, weight, attributes in variants:
        yield with_attributes(
            name,
            lambda x, weight, bias, **options: F.conv2d(x, weight, bias, **options),
            {"x": exact(*x)},
            {"weight": exact(*weight), "bias": exact(weight[0])},
            note="the last rows and columns of x are not reached" if name == "conv2d-leftover" else None,
            **attributes,
        )
    transposed = [
        ("conv-transpose2d", (2, 2, 3, 4), (2, 3, 3, 3), 3, dict(stride=2, padding=1, output_padding=1)),
        ("conv-transpose2d-kernel4", (1, 2, 3, 3), (2, 2, 4, 4), 2, dict(stride=2, padding=1)),
        ("conv-transpose2d-groups", (1, 4, 3, 3), (4, 1, 3, 3), 2, dict(stride=2, padding=1, output_padding=1, groups=2)),
    ]
    for name, x, weight, channels, attributes in transposed:
        yield with_attributes(
            name,
            lambda x, weight, bias, **options: F.conv_transpose2d(x, weight, bias, **options),
            {"x": exact(*x)},
            {"weight": exact(*weight), "bias": exact(channels)},
            note="weight is [in, out / groups, height, width]",
            **attributes,
        )


def pooling():
    def average(x, **options):
        return F.avg_pool2d(x, **options)

    def largest(x, **options):
        return F.max_pool2d(x, **options)

    def resize(x, **options):
        return F.interpolate(x, **options)

    yield with_attributes("avg-pool2d", average, {"x": exact(2, 2, 4, 6)}, kernel_size=2)
    yield with_attributes("avg-pool2d-padded", average, {"x": exact(1, 2, 5, 5)}, kernel_size=3, stride=2, padding=1, count_include_pad=True)
    yield with_attributes("avg-pool2d-padded-excluded", average, {"x": exact(1, 2, 5, 5)}, kernel_size=3, stride=2, padding=1, count_include_pad=False)
    yield with_attributes("max-pool2d", largest, {"x": distinct(2, 2, 4, 6)}, kernel_size=2)
    yield with_attributes("max-pool2d-padded", largest, {"x": distinct(1, 2, 5, 5)}, kernel_size=3, stride=2, padding=1)
    for mode in ["nearest", "bilinear"]:
        extra = {"align_corners": False} if mode == "bilinear" else {}
        yield with_attributes(f"interpolate-{mode}-x2", resize, {"x": exact(1, 2, 3, 4)}, scale_factor=2, mode=mode, **extra)
        yield with_attributes(f"interpolate-{mode}-size", resize, {"x": exact(1, 1, 4, 5)}, size=[7, 3], mode=mode, **extra)


def attention():
    def attend(query, key, value, attention_mask=None, **options):
        return F.scaled_dot_product_attention(query, key, value, attn_mask=attention_mask, **options)

    def inputs(heads, key_heads, queries, keys, dim=4):
        return {
            "query": exact(2, heads, queries, dim),
            "key": exact(2, key_heads, keys, dim),
            "value": exact(2, key_heads, keys, dim),
        }

    yield with_attributes("attention", attend, inputs(2, 2, 3, 5))
    yield with_attributes("attention-causal", attend, inputs(2, 2, 4, 4), is_causal=True)
    mask = torch.tensor([[1, 1, 0, 1, 0], [1, 0, 0, 0, 0], [1, 1, 1, 1, 1]], dtype=torch.bool)
    padding = torch.tensor([[[[True] * 5]], [[[True, True, True, False, False]]]])
    yield with_attributes("attention-boolean-mask", attend, {**inputs(2, 2, 3, 5), "attention_mask": mask & padding}, note="true = may be attended; [batch, 1, queries, keys]")
    yield with_attributes("attention-additive-mask", attend, {**inputs(2, 2, 3, 4), "attention_mask": exact(1, 2, 3, 4)}, note="a bias on the scores, differentiable")
    yield with_attributes("attention-scale", attend, inputs(1, 1, 2, 3), scale=0.25)
    yield with_attributes("attention-grouped-queries", attend, inputs(4, 2, 3, 3), is_causal=True, enable_gqa=True, note="query head h reads key head floor(h / (heads / keyHeads))")


def rotary():
    base, dim = 10000.0, 6
    positions = torch.tensor([[0, 1, 2, 5], [3, 4, 100, 1000]])
    frequencies = base ** -(torch.arange(0, dim, 2).double() / dim)
    angles = positions[..., None].double() * frequencies  # [batch, sequence, dim / 2]

    config = LlamaConfig(hidden_size=2 * dim, num_attention_heads=2, head_dim=dim, rope_parameters={"rope_type": "default", "rope_theta": base})
    cosine, _ = LlamaRotaryEmbedding(config)(torch.zeros(1), positions)
    full = torch.cat([angles, angles], -1)
    assert torch.allclose(cosine.double(), full.cos(), atol=1e-4)

    def half(query, key, positions):
        query, key = rotate_half(query, key, full.cos(), full.sin())
        return {"query": query, "key": key}

    def interleaved(query, key, positions):
        # GPT-J keeps heads on axis 2.
        return {
            name: rotate_interleaved(x.transpose(1, 2), angles.sin(), angles.cos()).transpose(1, 2)
            for name, x in [("query", query), ("key", key)]
        }

    tensors = {"query": exact(2, 2, 4, dim), "key": exact(2, 1, 4, dim), "positions": positions}
    attributes = {"theta": base, "dim": dim}
    yield case("rope-half", half, tensors, attributes=attributes, note="transformers Llama: element i pairs with i + dim/2; [batch, heads, sequence, dim]")
    yield case("rope-interleaved", interleaved, tensors, attributes=attributes, note="transformers GPT-J: element 2i pairs with 2i + 1")


def selections():
    for dim in [0, -1]:
        yield with_attributes(f"cumsum-dim{dim}", lambda x, dim: x.cumsum(dim), {"x": exact(3, 4)}, dim=dim)

    def top(x, **options):
        values, indices = x.topk(**options)
        return {"values": values, "indices": indices}

    yield with_attributes("topk", top, {"x": distinct(3, 6)}, k=3, dim=-1, largest=True, sorted=True)
    yield with_attributes("topk-smallest-dim0", top, {"x": distinct(5, 2)}, k=2, dim=0, largest=False, sorted=True)
    yield with_attributes("logsumexp", lambda x, dim: x.logsumexp(dim), {"x": exact(3, 4)}, dim=-1)


def losses():
    def cross_entropy(logits, targets, **options):
        return F.cross_entropy(logits, targets, **options)

    targets = torch.tensor([1, -100, 0, 4, -100, 2])
    for name, options in [
        ("cross-entropy", dict(ignore_index=-100, reduction="mean")),
        ("cross-entropy-sum", dict(ignore_index=-100, reduction="sum")),
        ("cross-entropy-none", dict(ignore_index=-100, reduction="none")),
        ("cross-entropy-label-smoothing", dict(ignore_index=-100, reduction="mean", label_smoothing=0.1)),
    ]:
        yield with_attributes(name, cross_entropy, {"logits": exact(6, 5), "targets": targets}, **options)
    yield case("mse-loss", lambda x, target: F.mse_loss(x, target), {"x": exact(3, 4), "target": exact(3, 4)})


def llama_mlp():
    config = LlamaConfig(hidden_size=4, intermediate_size=6, num_attention_heads=1, hidden_act="silu", mlp_bias=False)
    layer = LlamaMLP(config).double()

    def forward(x, **parameters):
        return functional_call(layer, parameters, (x,))

    parameters = {name: exact(*p.shape, span=1) for name, p in layer.named_parameters()}
    yield case("llama-mlp", forward, {"x": exact(2, 3, 4)}, parameters, {"hidden_act": "silu"}, "down_proj(silu(gate_proj(x)) * up_proj(x)), weights [out, in]")


def main():
    prepare()
    groups = [dense, norms, activations, convolutions, pooling, attention, rotary, selections, losses, llama_mlp]
    write_json(
        "core/src/nn",
        "layers.json",
        {
            "generator": "reference/layers_goldens.py",
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
            "precision": "computed in float64 from inputs exact in float32, written with 10 significant digits",
            "cases": [made for group in groups for made in group()],
        },
    )


if __name__ == "__main__":
    main()
