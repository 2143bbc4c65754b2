"""What diffusers' loops make of noise and of pictures, with one generator for each picture and a formula as network."""

import sys
from pathlib import Path

import diffusers
import torch
from diffusers.utils.torch_utils import randn_tensor

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from golden import flat, prepare, write_json  # noqa: E402

SHAPE = (2, 1, 3, 4)
SEEDS = (3, 4)
CONFIGS = [
    {"_class_name": "DDPMScheduler"},
    {"_class_name": "DDIMScheduler"},
    {"_class_name": "EulerDiscreteScheduler"},
    {"_class_name": "EulerAncestralDiscreteScheduler"},
    {"_class_name": "HeunDiscreteScheduler"},
    {"_class_name": "PNDMScheduler", "skip_prk_steps": True},
    {"_class_name": "DPMSolverMultistepScheduler", "use_karras_sigmas": True},
    {"_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "sde-dpmsolver++"},
    {"_class_name": "UniPCMultistepScheduler"},
    {"_class_name": "LCMScheduler"},
    {"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 3.0},
]


def network(sample):
    return 0.3 * sample + 0.1 * torch.sin(3 * sample)


def run(config, steps, strength):
    """The image-to-image loop of diffusers' pipelines; without a strength the one that starts from noise."""
    fields = dict(config)
    scheduler = getattr(diffusers, fields.pop("_class_name")).from_config(fields)
    generators = [torch.Generator().manual_seed(seed) for seed in SEEDS]
    scheduler.set_timesteps(steps)
    noise = randn_tensor(SHAPE, generator=generators)
    timesteps = scheduler.timesteps
    if strength is None:
        x = noise * getattr(scheduler, "init_noise_sigma", 1.0)
    else:
        skipped = max(steps - min(int(steps * strength), steps), 0) * scheduler.order
        timesteps = timesteps[skipped:]
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(skipped)
        picture = torch.cos(torch.arange(noise.numel(), dtype=torch.float32)).reshape(SHAPE)
        if hasattr(scheduler, "scale_noise"):
            x = scheduler.scale_noise(picture, timesteps[:1], noise)
        else:
            x = scheduler.add_noise(picture, noise, timesteps[:1])
    takes_generator = "generator" in scheduler.step.__code__.co_varnames
    for time in timesteps:
        shown = scheduler.scale_model_input(x, time) if hasattr(scheduler, "scale_model_input") else x
        extra = {"generator": generators} if takes_generator else {}
        x = scheduler.step(network(shown), time, x, **extra).prev_sample
    return {"config": config, "steps": steps, "strength": strength, "values": flat(x)}


def main():
    prepare()
    write_json(
        "diffusion/src/pipelines",
        "pipelines.json",
        {
            "generator": "reference/diffusion/pipelines_goldens.py",
            "versions": {"torch": torch.__version__, "diffusers": diffusers.__version__},
            "shape": list(SHAPE),
            "seeds": list(SEEDS),
            "rows": [
                run(config, steps, strength) for config in CONFIGS for steps, strength in ((6, None), (10, 0.5), (15, 0.33))
            ],
        },
    )


if __name__ == "__main__":
    main()
