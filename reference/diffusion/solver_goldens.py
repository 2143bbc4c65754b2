"""Rows of diffusers' solvers in lambda: configurations beside those of its own tests, run as its tests run them.

Needs diffusers 0.40 (or its main branch from August 2026) and torchsde 0.2.6 beside the requirements. Rows without a
seed are deterministic.
"""

import inspect
import json
import sys
import warnings
from pathlib import Path

import diffusers
import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from golden import PACKAGES, check_size, number, prepare  # noqa: E402

SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
MULTI, SINGLE = "DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler"
INVERSE, DEIS = "DPMSolverMultistepInverseScheduler", "DEISMultistepScheduler"
UNIPC, SA = "UniPCMultistepScheduler", "SASolverScheduler"
EDM, COSINE, SDE = "EDMDPMSolverMultistepScheduler", "CosineDPMSolverMultistepScheduler", "DPMSolverSDEScheduler"
FLOW = {"use_flow_sigmas": True, "flow_shift": 3.0, "prediction_type": "flow_prediction"}
UPSTREAM_SDE = {"num_train_timesteps": 1100, "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear"}

ROWS = [
    (MULTI, {**SD, "solver_order": 3, "use_karras_sigmas": True}, {"n": 20}),
    (MULTI, {**SD, "solver_order": 3, "solver_type": "heun", "timestep_spacing": "trailing"}, {"n": 25}),
    (MULTI, {**SD, "solver_type": "heun", "use_exponential_sigmas": True}, {"n": 12}),
    (MULTI, {**SD, "use_beta_sigmas": True, "prediction_type": "v_prediction"}, {"n": 15}),
    (MULTI, {**SD, "algorithm_type": "sde-dpmsolver++", "use_karras_sigmas": True}, {"n": 10, "seed": 0}),
    (MULTI, {**SD, "algorithm_type": "sde-dpmsolver++", "solver_order": 3}, {"n": 20, "seed": 1}),
    (MULTI, {**SD, "algorithm_type": "sde-dpmsolver++", "solver_type": "heun"}, {"n": 8, "seed": 42}),
    (MULTI, {**SD, "algorithm_type": "sde-dpmsolver", "final_sigmas_type": "sigma_min"}, {"n": 10, "seed": 0}),
    (MULTI, {**SD, "algorithm_type": "dpmsolver", "final_sigmas_type": "sigma_min", "solver_order": 3}, {"n": 10}),
    (MULTI, {**FLOW, "use_dynamic_shifting": True}, {"n": 10, "mu": 1.15}),
    (MULTI, {**FLOW, "solver_order": 3, "lower_order_final": False}, {"n": 16, "tstart": 4}),
    (MULTI, {"beta_schedule": "squaredcos_cap_v2", "lambda_min_clipped": -5.1, "prediction_type": "sample"}, {"n": 10}),
    (MULTI, {**SD, "thresholding": True, "dynamic_thresholding_ratio": 0.9, "sample_max_value": 1.5}, {"n": 10}),
    (MULTI, {**SD, "algorithm_type": "dpmsolver", "final_sigmas_type": "sigma_min", "thresholding": True}, {"n": 9}),
    (MULTI, SD, {"timesteps": [999, 850, 700, 400, 260, 90]}),
    (SINGLE, {**SD, "solver_order": 3, "lower_order_final": True}, {"n": 10}),
    (SINGLE, {**SD, "solver_order": 3, "solver_type": "heun"}, {"n": 11}),
    (SINGLE, {**SD, "solver_order": 3, "final_sigmas_type": "sigma_min"}, {"n": 9, "tstart": 4}),
    (SINGLE, {**SD, "algorithm_type": "sde-dpmsolver++", "lower_order_final": True}, {"n": 10, "seed": 0}),
    (SINGLE, {**FLOW, "solver_type": "heun"}, {"n": 8}),
    (INVERSE, SD, {"n": 10}),
    (INVERSE, {**SD, "use_karras_sigmas": True, "prediction_type": "v_prediction"}, {"n": 8}),
    (INVERSE, {**SD, "timestep_spacing": "leading", "solver_order": 3}, {"n": 16}),
    (DEIS, {**SD, "use_karras_sigmas": True}, {"n": 10}),
    (DEIS, {**FLOW, "solver_order": 1}, {"n": 12}),
    (DEIS, {**SD, "thresholding": True, "sample_max_value": 1.5}, {"n": 10}),
    (UNIPC, {**SD, "solver_order": 3}, {"n": 10}),
    (UNIPC, {**SD, "solver_order": 3, "solver_type": "bh1", "final_sigmas_type": "sigma_min"}, {"n": 12}),
    (UNIPC, {**SD, "predict_x0": False, "final_sigmas_type": "sigma_min"}, {"n": 10}),
    (UNIPC, {**SD, "disable_corrector": [0, 1, 2], "use_karras_sigmas": True}, {"n": 10}),
    (UNIPC, {**FLOW, "use_dynamic_shifting": True, "time_shift_type": "linear", "shift_terminal": 0.1}, {"n": 10, "mu": 2.0}),
    (UNIPC, {**FLOW, "use_karras_sigmas": True, "sigma_min": 0.01, "sigma_max": 200.0}, {"n": 5}),
    (UNIPC, {**FLOW, "solver_order": 3}, {"sigmas": [1.0, 0.9, 0.7, 0.5, 0.3, 0.1]}),
    (SA, SD, {"n": 10, "seed": 0}),
    (SA, {**SD, "predictor_order": 1, "corrector_order": 1, "use_karras_sigmas": True}, {"n": 10, "seed": 42}),
    (SA, {**FLOW, "lower_order_final": False}, {"n": 10, "seed": 1}),
    (EDM, {"solver_order": 3}, {"n": 20}),
    (EDM, {"algorithm_type": "sde-dpmsolver++", "sigma_schedule": "exponential"}, {"n": 10, "seed": 0}),
    (EDM, {"prediction_type": "v_prediction", "solver_type": "heun", "final_sigmas_type": "sigma_min", "sigma_data": 1.0}, {"n": 10}),
    (COSINE, {"sigma_min": 0.01}, {"n": 10, "seed": 0}),
    (COSINE, {"sigma_min": 0.01, "solver_type": "heun"}, {"n": 16, "seed": 7}),
    # Others differ by 2e-4 in single elements: the path is read where float32's exponential says, which is not the same
    # everywhere.
    (SDE, {**UPSTREAM_SDE, "noise_sampler_seed": 0, "use_karras_sigmas": True}, {"n": 10}),
    (SDE, {**UPSTREAM_SDE, "noise_sampler_seed": 7, "prediction_type": "v_prediction"}, {"n": 9}),
    (SDE, {**SD, "noise_sampler_seed": 0, "use_karras_sigmas": True}, {"n": 8}),
]


def model(x, t):
    return x * t.to(x.dtype) / (t.to(x.dtype) + 1)


def measure(name, config, run, loop):
    torch.set_num_threads(1)
    scheduler = getattr(diffusers, name)(**config)
    given = {key: run[key] for key in ("timesteps", "mu") if key in run}
    if "sigmas" in run:
        given["sigmas"] = np.array(run["sigmas"])
    if "n" in run:
        given["num_inference_steps"] = run["n"]
    scheduler.set_timesteps(**given)
    numbers = torch.arange(768).reshape(3, 8, 8, 4)
    sample, noise = ((k / 768).permute(3, 0, 1, 2).contiguous() for k in (numbers, 767 - numbers))
    scale = float(scheduler.init_noise_sigma)
    timesteps = scheduler.timesteps[run.get("tstart", 0) :]
    x = sample * scale if loop != "A" else sample
    if "tstart" in run:
        x = scheduler.add_noise(x, noise, timesteps[:1])
    options = {}
    if "generator" in inspect.signature(scheduler.step).parameters and "seed" in run:
        options["generator"] = torch.Generator().manual_seed(run["seed"])
    for t in timesteps:
        scaled = scheduler.scale_model_input(x, t) if loop != "A" else x
        x = scheduler.step(model(scaled, t), t, scaled if loop == "B" else x, **options).prev_sample
    flat = x.flatten()
    assert torch.isfinite(flat).all(), (name, config)
    listed = {"timesteps": timesteps, "sigmas": scheduler.sigmas, "head": flat[:4], "probe": flat[[1, 285, 575, 612]]}
    lists = {key: [number(float(value), 9) for value in values][:41] for key, values in listed.items()}
    return {"sum": number(float(flat.double().abs().sum()), 12), **lists, "init_noise_sigma": number(scale, 9)}


def main():
    prepare()
    warnings.simplefilter("ignore")
    rows = []
    for i, (name, config, run) in enumerate(ROWS):
        loop = {SDE: "B", SA: "B", EDM: "C", COSINE: "C"}.get(name, "A")
        measured = measure(name, config, run, loop)
        rows.append({"id": f"solver-{i:02}", "cls": name, "config": config, "loop": loop, "run": run, "measured": measured})
    path = PACKAGES / "diffusion/src/diffusers/__golden__/solvers.json"
    path.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")
    check_size(path)


if __name__ == "__main__":
    main()
