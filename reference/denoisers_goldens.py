"""UNet2DModel and DiTTransformer2DModel as diffusers computes them: tiny checkpoints, answers, loss and gradients."""

import json

import diffusers
import torch
from diffusers import DiTTransformer2DModel, UNet2DModel
from safetensors.torch import save_file

from golden import check_size, golden_path, prepare, tensor_json, write_json

UNETS = {
    "conditional": dict(
        sample_size=8,
        in_channels=2,
        out_channels=2,
        block_out_channels=(4, 8),
        down_block_types=("DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D"),
        layers_per_block=1,
        norm_num_groups=2,
        attention_head_dim=4,
        num_class_embeds=4,
    ),
    "film": dict(
        sample_size=(8, 4),
        in_channels=1,
        out_channels=2,
        center_input_sample=True,
        flip_sin_to_cos=False,
        freq_shift=1,
        time_embedding_dim=12,
        block_out_channels=(4, 4, 8),
        down_block_types=("AttnDownBlock2D", "DownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "UpBlock2D", "AttnUpBlock2D"),
        layers_per_block=1,
        norm_num_groups=4,
        attention_head_dim=None,
        resnet_time_scale_shift="scale_shift",
        downsample_type="resnet",
        upsample_type="resnet",
        mid_block_scale_factor=1.4,
        norm_eps=1e-4,
    ),
    "asymmetric": dict(
        sample_size=4,
        in_channels=1,
        out_channels=1,
        block_out_channels=(4, 4),
        down_block_types=("DownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "UpBlock2D"),
        layers_per_block=1,
        norm_num_groups=2,
        attention_head_dim=2,
        attn_norm_num_groups=1,
        downsample_padding=0,
    ),
}
DITS = {
    "patches": dict(
        num_attention_heads=2,
        attention_head_dim=4,
        in_channels=1,
        num_layers=2,
        sample_size=8,
        patch_size=2,
        num_embeds_ada_norm=3,
    ),
    "exact": dict(
        num_attention_heads=1,
        attention_head_dim=8,
        in_channels=2,
        out_channels=4,
        num_layers=1,
        sample_size=4,
        patch_size=1,
        num_embeds_ada_norm=2,
        activation_fn="gelu",
        attention_bias=False,
    ),
}


def fill(model):
    """Weights that are nowhere zero, so that every gradient counts."""
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "norm" in name and name.endswith("weight") and parameter.dim() == 1:
                parameter.copy_(1 + 0.2 * noise)
            elif name.endswith("bias"):
                parameter.copy_(0.1 * noise)
            else:
                fan_in = max(1, parameter[0].numel())
                parameter.copy_(noise / fan_in**0.5)
    return model.eval()


def write(folder, name, model, inputs, forward):
    answer = forward(model, inputs)
    generator = torch.Generator().manual_seed(5)
    target = torch.randn(answer.shape, generator=generator)
    loss = torch.nn.functional.mse_loss(answer, target)
    loss.backward()
    for suffix, tensors in [
        ("model", {key: value.detach().clone() for key, value in model.named_parameters()}),
        ("gradients", {key: value.grad.clone() for key, value in model.named_parameters()}),
    ]:
        path = golden_path(folder, f"{name}-{suffix}.safetensors")
        save_file(tensors, path)
        check_size(path)
    config = {key: value for key, value in model.config.items() if key != "_name_or_path" and not key.startswith("_use")}
    config["_class_name"] = type(model).__name__
    write_json(
        folder,
        f"{name}.json",
        {
            "generator": "reference/denoisers_goldens.py",
            "versions": {"torch": torch.__version__, "diffusers": diffusers.__version__},
            "config": json.loads(json.dumps(config)),
            "inputs": {key: tensor_json(value) for key, value in inputs.items()},
            "target": tensor_json(target),
            "answer": tensor_json(answer),
            "loss": loss.item(),
        },
    )


def main():
    prepare()
    for name, options in UNETS.items():
        model = fill(UNet2DModel(**options))
        size = options["sample_size"]
        height, width = (size, size) if isinstance(size, int) else size
        generator = torch.Generator().manual_seed(1)
        inputs = {
            "sample": torch.randn(2, options["in_channels"], height, width, generator=generator),
            "time": torch.tensor([3, 871]),
        }
        if "num_class_embeds" in options:
            inputs["classLabels"] = torch.tensor([1, 3])
        write(
            "diffusion/src/models/unet2d",
            name,
            model,
            inputs,
            lambda model, given: model(given["sample"], given["time"], class_labels=given.get("classLabels")).sample,
        )
    for name, options in DITS.items():
        model = fill(DiTTransformer2DModel(**options))
        size = options["sample_size"]
        generator = torch.Generator().manual_seed(2)
        inputs = {
            "sample": torch.randn(2, options["in_channels"], size, size, generator=generator),
            "time": torch.tensor([0, 512]),
            "classLabels": torch.tensor([1, options["num_embeds_ada_norm"]]),
        }
        write(
            "diffusion/src/models/dit",
            name,
            model,
            inputs,
            lambda model, given: model(given["sample"], given["time"], given["classLabels"]).sample,
        )


if __name__ == "__main__":
    main()
