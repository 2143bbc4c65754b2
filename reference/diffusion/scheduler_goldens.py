"""Runs of diffusers' schedulers on a model that is one formula, with many combinations of their options.

Needs `pip install diffusers scipy` beside the requirements. Each row says how the scheduler was made and driven; what
is measured is the last sample (sum of absolute values, first four values, four probes) and the lists of timesteps and
sigmas. `upstream.json` and `measured.json` beside the output were recorded the same way with torch 1.13.1.
"""

import itertools
import json
import math
import sys
import warnings
from pathlib import Path

import diffusers
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from golden import prepare, write_json  # noqa: E402

SPACINGS = ("linspace", "leading", "trailing")
PREDICTIONS = ("epsilon", "sample", "v_prediction")
STABLE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
GRIDS = ({}, {"use_karras_sigmas": True}, {"use_exponential_sigmas": True}, {"use_beta_sigmas": True})
TWO_EVALUATIONS = ("HeunDiscreteScheduler", "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler")


def dummy():
    count = 768
    sample = torch.arange(count).reshape(3, 8, 8, 4) / count
    noise = torch.arange(count - 1, -1, -1).reshape(3, 8, 8, 4) / count
    return sample.permute(3, 0, 1, 2).contiguous(), noise.permute(3, 0, 1, 2).contiguous()


def model(x, t):
    if isinstance(t, torch.Tensor):
        t = t.to(x.dtype)
    return x * t / (t + 1)


def run(row):
    scheduler = getattr(diffusers, row["cls"])(**row["config"])
    options, loop = row["run"], row["loop"]
    data, noise = dummy()
    generator = torch.Generator().manual_seed(options["seed"]) if "seed" in options else None
    counts = {"num_inference_steps": options.get("n", 10)}
    counts = {key: options[key] for key in ("timesteps", "sigmas") if key in options} or counts
    shift = {"mu": options["mu"]} if "mu" in options else {}
    scheduler.set_timesteps(**counts, **shift, **options.get("setkw", {}))
    scale = float(getattr(scheduler, "init_noise_sigma", 1.0))
    x = data * scale if loop == "C" else data
    timesteps = scheduler.timesteps
    if "tstart" in options:
        timesteps = timesteps[options["tstart"] * (2 if row["cls"] in TWO_EVALUATIONS else 1) :]
        x = scheduler.add_noise(x, noise, timesteps[:1])
    arguments = dict(options.get("stepkw", {}))
    if "generator" in scheduler.step.__code__.co_varnames:
        arguments["generator"] = generator
    for t in timesteps:
        output = model(scheduler.scale_model_input(x, t) if loop == "C" else x, t)
        if options.get("variance"):
            output = torch.cat([output, torch.sin(output)], 1)
        x = scheduler.step(output, t, x, **arguments).prev_sample
    values = x.flatten()
    measured = {
        "sum": float(values.abs().sum().double()),
        "head": [float(v) for v in values[:4]],
        "probe": [float(values[i]) for i in (1, 285, 575, 612)],
        "timesteps": [float(t) for t in timesteps[:6]],
        "init_noise_sigma": scale,
    }
    if hasattr(scheduler, "sigmas"):
        measured["sigmas"] = [float(s) for s in scheduler.sigmas[:6]]
    return measured


def training_steps():
    for spacing, prediction in itertools.product(SPACINGS, PREDICTIONS):
        base = {**STABLE, "timestep_spacing": spacing, "prediction_type": prediction}
        yield "DDIMScheduler", {**base, "steps_offset": 1}, "A", {"n": 13}
        yield "DDIMScheduler", {**base, "clip_sample": False}, "A", {"n": 9, "seed": 0, "stepkw": {"eta": 0.5}}
        yield "DDPMScheduler", {**base, "variance_type": "fixed_large"}, "A", {"n": 12, "seed": 1}
        if prediction != "sample":
            yield "PNDMScheduler", {**base, "skip_prk_steps": True}, "A", {"n": 11}
            yield "PNDMScheduler", base, "A", {"n": 10}
    for spacing in ("leading", "trailing"):
        yield "DDIMInverseScheduler", {**STABLE, "timestep_spacing": spacing}, "A", {"n": 7}
    for start in (3, 8):
        yield "PNDMScheduler", {**STABLE, "skip_prk_steps": True}, "A", {"n": 10, "tstart": start}
    threshold = {"thresholding": True, "sample_max_value": 1.5, "dynamic_thresholding_ratio": 0.87}
    yield "DDIMScheduler", {**STABLE, **threshold}, "A", {}
    yield "DDIMScheduler", STABLE, "A", {"n": 8, "stepkw": {"use_clipped_model_output": True}}
    for schedule in ("sigmoid", "laplace", "squaredcos_cap_v2"):
        yield "DDPMScheduler", {"beta_schedule": schedule}, "A", {"n": 20, "seed": 0}
    yield "DDPMScheduler", {"variance_type": "learned_range"}, "A", {"n": 10, "seed": 0, "variance": True}
    yield "DDPMScheduler", STABLE, "A", {"timesteps": [900, 700, 333, 50, 2], "seed": 3}
    for count in (5, 10):
        yield "IPNDMScheduler", {}, "A", {"n": count}


def noise_levels():
    classes = ("EulerDiscreteScheduler", "LMSDiscreteScheduler", "HeunDiscreteScheduler", "KDPM2DiscreteScheduler")
    for cls, grid in itertools.product((*classes, "KDPM2AncestralDiscreteScheduler"), GRIDS):
        yield cls, {**STABLE, **grid}, "C", {"n": 7, "seed": 0}
        yield cls, {**STABLE, **grid, "prediction_type": "v_prediction"}, "C", {"n": 9, "seed": 0, "tstart": 4}
    for cls, spacing in itertools.product((*classes, "EulerAncestralDiscreteScheduler"), SPACINGS):
        yield cls, {**STABLE, "timestep_spacing": spacing}, "C", {"n": 6, "seed": 2}
    for cls in ("EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler"):
        zero = {"rescale_betas_zero_snr": True, "prediction_type": "v_prediction", "timestep_spacing": "trailing"}
        yield cls, {**STABLE, **zero}, "C", {"seed": 0}
    euler = "EulerDiscreteScheduler"
    yield euler, {**STABLE, "interpolation_type": "log_linear"}, "C", {}
    yield euler, {**STABLE, "final_sigmas_type": "sigma_min"}, "C", {}
    video = {"timestep_type": "continuous", "use_karras_sigmas": True, "sigma_min": 0.002, "sigma_max": 700.0}
    yield euler, {**STABLE, **video, "prediction_type": "v_prediction"}, "C", {}
    yield euler, STABLE, "C", {"timesteps": [999, 845, 730, 587, 443, 310, 193, 116, 53, 13]}
    yield euler, STABLE, "C", {"sigmas": [14.615, 6.475, 3.861, 1.886, 0.963, 0.399, 0.0]}
    for prediction in ("epsilon", "v_prediction"):
        churn = {"s_churn": 10.0, "s_tmin": 0.5, "s_tmax": 5.0, "s_noise": 1.003}
        yield euler, {**STABLE, "prediction_type": prediction}, "C", {"seed": 0, "stepkw": churn}
    for order in (1, 2, 3):
        yield "LMSDiscreteScheduler", STABLE, "C", {"stepkw": {"order": order}}
    for schedule, prediction in itertools.product(("karras", "exponential"), ("epsilon", "v_prediction")):
        edm = {"sigma_schedule": schedule, "prediction_type": prediction}
        yield "EDMEulerScheduler", edm, "C", {"n": 8, "seed": 0, "stepkw": {"s_churn": 4.0}}
        yield "EDMEulerScheduler", {**edm, "final_sigmas_type": "sigma_min", "rho": 5.0}, "C", {"n": 18}


def flows():
    cls = "FlowMatchEulerDiscreteScheduler"
    for grid in (*GRIDS, {"shift_terminal": 0.02}, {"invert_sigmas": True}, {"stochastic_sampling": True}):
        yield cls, {"shift": 3.0, **grid}, "A", {"n": 6, "seed": 0}
    for kind in ("exponential", "linear"):
        dynamic = {"use_dynamic_shifting": True, "time_shift_type": kind}
        yield cls, dynamic, "A", {"n": 8, "mu": 1.15}
        yield cls, {**dynamic, "shift_terminal": 0.1}, "A", {"sigmas": [1.0, 0.75, 0.5, 0.25], "mu": 0.7}
    yield cls, {"shift": 3.0}, "A", {"timesteps": [1000.0, 750.0, 500.0, 250.0]}
    yield "FlowMatchHeunDiscreteScheduler", {"shift": 6.0}, "A", {"n": 5}
    yield "FlowMatchLCMScheduler", {"shift": 3.0}, "A", {"n": 4, "seed": 0}


def distilled():
    for prediction in PREDICTIONS:
        yield "LCMScheduler", {"prediction_type": prediction}, "A", {"n": 4, "seed": 0}
        yield "TCDScheduler", {"prediction_type": prediction}, "A", {"n": 4, "seed": 0, "stepkw": {"eta": 0.7}}
    yield "LCMScheduler", {}, "A", {"n": 4, "seed": 0, "setkw": {"strength": 0.7}}
    yield "TCDScheduler", {}, "A", {"n": 4, "seed": 0, "setkw": {"original_inference_steps": 40}}
    yield "TCDScheduler", {}, "A", {"timesteps": [999, 759, 499, 259], "seed": 0}
    for count in (1, 5):
        yield "CMStochasticIterativeScheduler", {}, "C", {"n": count, "seed": 0}
    yield "CMStochasticIterativeScheduler", {"num_train_timesteps": 201}, "C", {"timesteps": [106, 0], "seed": 0}


def main():
    prepare()
    warnings.filterwarnings("ignore")
    diffusers.utils.logging.set_verbosity_error()
    rows = []
    for cls, config, loop, options in itertools.chain(training_steps(), noise_levels(), flows(), distilled()):
        row = {"id": f"{len(rows)}: {cls} {json.dumps({**config, **options})}", "cls": cls, "config": config}
        row.update(loop=loop, run=options)
        row["measured"] = run(row)
        # A network that predicts the data has the last word, and says 0 at timestep 0: nothing is left to compare.
        if math.isfinite(row["measured"]["sum"]) and row["measured"]["sum"] > 1e-3:
            rows.append(row)
    write_json("diffusion/src/diffusers", "combinations.json", rows)


if __name__ == "__main__":
    main()
