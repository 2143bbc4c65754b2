"""Learning-rate schedules of torch and transformers, read step by step."""

import math
import warnings

import torch
import transformers
from torch.optim.lr_scheduler import OneCycleLR
from transformers import get_scheduler

from golden import number, prepare, write_json

BASE, WARMUP, TOTAL = 1e-3, 10, 100
STEPS = [0, 1, 2, 5, 9, 10, 11, 20, 25, 29, 30, 31, 50, 69, 70, 71, 75, 80, 89, 90, 95, 99, 100]


def read(make, steps):
    """The learning rate in force during step t (t = 0 is the first optimizer step)."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
    schedule = make(optimizer)
    rates = []
    for _ in range(max(steps) + 1):
        rates.append(optimizer.param_groups[0]["lr"])
        if len(rates) <= max(steps):
            optimizer.step()
            schedule.step()
    return [number(float(rates[t]), 15) for t in steps]


def from_transformers(name, kind, warmup=WARMUP, total=TOTAL, **options):
    rates = read(
        lambda optimizer: get_scheduler(
            kind, optimizer, num_warmup_steps=warmup, num_training_steps=total, scheduler_specific_kwargs=options
        ),
        STEPS,
    )
    return {
        "name": name,
        "reference": f"transformers.get_scheduler('{kind}')",
        "options": {"baseRate": BASE, "num_warmup_steps": warmup, "num_training_steps": total, **options},
        "steps": STEPS,
        "learningRates": rates,
    }


def one_cycle(name, **options):
    steps = [t for t in STEPS if t < TOTAL]
    rates = read(
        lambda optimizer: OneCycleLR(optimizer, max_lr=BASE, total_steps=TOTAL, cycle_momentum=False, **options), steps
    )
    defaults = {"pct_start": 0.3, "anneal_strategy": "cos", "div_factor": 25.0, "final_div_factor": 1e4, "three_phase": False}
    return {
        "name": name,
        "reference": "torch.optim.lr_scheduler.OneCycleLR",
        "options": {"max_lr": BASE, "total_steps": TOTAL, **defaults, **options},
        "steps": steps,
        "learningRates": rates,
    }


def nano_gpt(name, minimum, offset):
    """karpathy/nanoGPT train.py get_lr; offset 1 is the current warm-up, 0 the one before 2024."""

    def rate(t):
        if t < WARMUP:
            return BASE * (t + offset) / (WARMUP + offset)
        if t > TOTAL:
            return minimum
        ratio = (t - WARMUP) / (TOTAL - WARMUP)
        return minimum + 0.5 * (1 + math.cos(math.pi * ratio)) * (BASE - minimum)

    return {
        "name": name,
        "reference": "karpathy/nanoGPT train.py get_lr",
        "options": {"learning_rate": BASE, "min_lr": minimum, "warmup_iters": WARMUP, "lr_decay_iters": TOTAL, "offset": offset},
        "steps": STEPS,
        "learningRates": [number(rate(t), 15) for t in STEPS],
    }


def schedules():
    yield from_transformers("constant", "constant")
    yield from_transformers("constant-with-warmup", "constant_with_warmup")
    yield from_transformers("linear", "linear")
    yield from_transformers("linear-without-warmup", "linear", warmup=0)
    yield from_transformers("cosine", "cosine")
    yield from_transformers("cosine-without-warmup", "cosine", warmup=0)
    yield from_transformers("cosine-with-minimum", "cosine_with_min_lr", min_lr=1e-4)
    yield from_transformers("cosine-with-restarts", "cosine_with_restarts", num_cycles=2)
    yield from_transformers("polynomial", "polynomial", power=2.0, lr_end=1e-5)
    yield from_transformers("inverse-sqrt", "inverse_sqrt")
    yield from_transformers("inverse-sqrt-timescale", "inverse_sqrt", timescale=25)
    for shape in ["cosine", "linear", "1-sqrt"]:
        yield from_transformers(f"warmup-stable-decay-{shape}", "warmup_stable_decay", num_decay_steps=20, decay_type=shape)
    yield from_transformers(
        "warmup-stable-decay-minimum", "warmup_stable_decay", num_decay_steps=20, decay_type="linear", min_lr_ratio=0.1
    )
    yield one_cycle("one-cycle")
    yield one_cycle("one-cycle-linear", anneal_strategy="linear", pct_start=0.25, div_factor=10.0, final_div_factor=100.0)
    yield one_cycle("one-cycle-three-phase", three_phase=True)
    yield nano_gpt("nanogpt-cosine", 1e-4, 1)
    yield nano_gpt("nanogpt-cosine-old-warmup", 1e-4, 0)


def main():
    prepare()
    warnings.simplefilter("error")
    write_json(
        "train/src/schedules",
        "learning-rate-schedules.json",
        {
            "generator": "reference/schedules_goldens.py",
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
            "convention": "learningRates[i] is in force during optimizer step steps[i]; step 0 is the first update",
            "schedules": list(schedules()),
        },
    )


if __name__ == "__main__":
    main()
