"""Loads a denoiser's folder with diffusers and prints its answer, or samples from given seeds, as JSON.

python reference/verify_denoiser.py FOLDER [--labels '[0, 3]'] [--time 500] [--seeds '[1, 2]' --steps 10]
"""

import argparse
import json
import os
import sys

import diffusers
import torch
from diffusers.utils.torch_utils import randn_tensor


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--labels", help="JSON: a class for each sample")
    parser.add_argument("--time", type=float, default=500)
    parser.add_argument("--seeds", default="[0, 1]", help="JSON: a seed for each sample")
    parser.add_argument("--steps", type=int, default=0, help="sample with the folder's scheduler in so many steps")
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    model, loading = load_model(arguments.folder)
    seeds = json.loads(arguments.seeds)
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    size = model.config.sample_size
    height, width = (size, size) if isinstance(size, int) else size
    noise = randn_tensor((len(seeds), model.config.in_channels, height, width), generator=generators)
    labels = None if arguments.labels is None else torch.tensor(json.loads(arguments.labels))
    report = {
        "architecture": type(model).__name__,
        "parameters": model.num_parameters(),
        **{key: sorted(map(str, loading.get(key) or [])) for key in ("missing_keys", "unexpected_keys", "mismatched_keys")},
    }
    with torch.no_grad():
        answer = model(noise, torch.full([len(seeds)], arguments.time), class_labels=labels).sample
        report["shape"] = list(answer.shape)
        report["answer"] = answer.reshape(-1).tolist()
        if arguments.steps:
            report["scheduler"], images = sample(arguments, model, noise, labels, generators)
            report["images"] = images.reshape(-1).tolist()
    json.dump(report, sys.stdout)
    print()
    # Missing weights are filled with random numbers: answers would mean nothing.
    sys.exit(1 if report["missing_keys"] or report["mismatched_keys"] else 0)


def load_model(folder):
    diffusers.logging.set_verbosity_error()
    with open(os.path.join(folder, "config.json")) as file:
        name = json.load(file)["_class_name"]
    model, loading = getattr(diffusers, name).from_pretrained(
        folder, torch_dtype=torch.float32, local_files_only=True, use_safetensors=True, output_loading_info=True
    )
    return model.eval(), loading


def sample(arguments, model, noise, labels, generators):
    with open(os.path.join(arguments.folder, "scheduler", "scheduler_config.json")) as file:
        name = json.load(file)["_class_name"]
    scheduler = getattr(diffusers, name).from_pretrained(arguments.folder, subfolder="scheduler")
    scheduler.set_timesteps(arguments.steps)
    x = noise * getattr(scheduler, "init_noise_sigma", 1)
    takes_generator = "generator" in scheduler.step.__code__.co_varnames
    for time in scheduler.timesteps:
        shown = scheduler.scale_model_input(x, time) if hasattr(scheduler, "scale_model_input") else x
        answer = model(shown, time.to(torch.float32).expand(len(x)), class_labels=labels).sample
        extra = {"generator": generators} if takes_generator else {}
        x = scheduler.step(answer, time, x, **extra).prev_sample
    return name, x


if __name__ == "__main__":
    main()
