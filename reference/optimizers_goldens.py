"""Optimizer trajectories of 50 steps on gradients given by a formula, so that any engine can recompute them."""

import contextlib

import torch
import transformers

from golden import flat, prepare, tensor_json, write_json

FOLDER = "train/src/optimizers"
SHAPES = {"W": (6, 5), "V": (3, 8), "b": (5,), "e": (7,)}
SNAPSHOTS = [1, 2, 5, 10, 20, 50]
STEPS = SNAPSHOTS[-1]
FORMULA = "gradient(p, t) = scales[t - 1] * (curvature * p + 0.5 * sin(p + phase)), elementwise in float32, t = 1 … 50"


def sixteenths(low, high, shape, generator):
    """Random multiples of 1/16 in [low, high): the same number in every floating-point format."""
    return torch.randint(low * 16, high * 16, shape, generator=generator).float() / 16


def problem():
    generator = torch.Generator().manual_seed(25)
    initial = {name: sixteenths(-2, 2, shape, generator) for name, shape in SHAPES.items()}
    curvature = {name: sixteenths(0, 2, shape, generator) + 0.25 for name, shape in SHAPES.items()}
    phase = {name: sixteenths(-3, 3, shape, generator) for name, shape in SHAPES.items()}
    # Rounded to 1/64: gradients grow and shrink, and never vanish altogether.
    scales = [round((1 + 0.75 * float(torch.cos(torch.tensor(float(t))))) * 64) / 64 for t in range(1, STEPS + 1)]
    return initial, curvature, phase, scales


class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", algorithm 2 (arXiv 2302.06675)."""

    smallest_vote = float("inf")

    def __init__(self, params, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                state = self.state[p]
                if not state:
                    state["m"] = torch.zeros_like(p)
                vote = beta1 * state["m"] + (1 - beta1) * p.grad
                self.smallest_vote = min(self.smallest_vote, float(vote.abs().min()))
                p.sub_(group["lr"] * (vote.sign() + group["weight_decay"] * p))
                state["m"] = beta2 * state["m"] + (1 - beta2) * p.grad


@contextlib.contextmanager
def full_newton_schulz():
    """torch.optim.Muon orthogonalises in bfloat16; here the same code runs in the dtype of the gradient."""
    original = torch.Tensor.bfloat16
    torch.Tensor.bfloat16 = lambda self: self.clone()
    try:
        yield
    finally:
        torch.Tensor.bfloat16 = original


class Case:
    """One trajectory: `make(parameter groups)` builds the optimizer; `decay` sets weight decay by parameter."""

    def __init__(self, name, reference, make, names=None, decay=None, context=None, note=None):
        self.name, self.reference, self.make = name, reference, make
        self.names, self.decay = names or list(SHAPES), decay or {}
        self.context, self.note = context or contextlib.nullcontext, note

    def optimizer(self, parameters):
        return self.make(
            [
                {"params": [p], **({"weight_decay": self.decay.get(name, 0.0)} if self.decay else {})}
                for name, p in parameters.items()
            ]
        )

    def run(self, dtype, initial, curvature, phase, scales):
        """The parameters at each snapshot."""
        parameters = {name: torch.nn.Parameter(initial[name].to(dtype, copy=True)) for name in self.names}
        optimizer = self.optimizer(parameters)
        trajectory = {}
        with self.context():
            for t in range(1, STEPS + 1):
                for name, p in parameters.items():
                    value = p.detach()
                    p.grad = scales[t - 1] * (
                        curvature[name].to(dtype) * value + 0.5 * torch.sin(value + phase[name].to(dtype))
                    )
                optimizer.step()
                if t in SNAPSHOTS:
                    trajectory[t] = {name: p.detach().clone() for name, p in parameters.items()}
        if isinstance(optimizer, Lion):
            # A vote near zero could fall either way in another engine.
            assert optimizer.smallest_vote > 1e-5, optimizer.smallest_vote
        return trajectory

    def golden(self, *problem):
        trajectory = self.run(torch.float32, *problem)
        with full_newton_schulz():
            oracle = self.run(torch.float64, *problem)
        rounding = max(
            float((value.double() - oracle[t][name]).abs().max()) for t in SNAPSHOTS for name, value in trajectory[t].items()
        )
        defaults = self.optimizer({name: torch.nn.Parameter(torch.zeros(1, 1)) for name in self.names}).defaults
        decay = defaults.get("weight_decay", 0.0)
        return {
            "name": self.name,
            "reference": self.reference,
            **({"note": self.note} if self.note else {}),
            # Everything in force, under the reference's own names; weight decay is stated by parameter.
            "hyperparameters": {
                key: list(value) if isinstance(value, tuple) else value
                for key, value in defaults.items()
                if key not in HIDDEN
            },
            "parameters": self.names,
            "weightDecay": {name: self.decay.get(name, 0.0) if self.decay else decay for name in self.names},
            # Largest distance from the same run in float64: what a tolerance has to allow for.
            "rounding": float(f"{rounding:.2g}"),
            "trajectory": {
                str(t): {name: flat(value) for name, value in values.items()} for t, values in trajectory.items()
            },
        }


# Switches of torch's implementation that do not change the mathematics.
HIDDEN = {"foreach", "fused", "capturable", "differentiable", "maximize", "decoupled_weight_decay", "weight_decay"}


def torch_case(name, kind, note=None, context=None, names=None, decay=None, **options):
    return Case(
        name,
        f"torch.optim.{kind}",
        lambda groups: getattr(torch.optim, kind)(groups, **options),
        names=names,
        decay=decay,
        context=context,
        note=note,
    )


def transformers_adafactor(name, note, **options):
    kind = transformers.optimization.Adafactor
    return Case(name, "transformers.optimization.Adafactor", lambda groups: kind(groups, **options), note=note)


def lion(name, decay=None, **options):
    reference = "arXiv 2302.06675, algorithm 2, written in torch"
    return Case(name, reference, lambda groups: Lion(groups, **options), decay=decay)


MUON = (
    "W and V only (Muon is for matrices). Update: m = momentum*m + (1-momentum)*g (lerp); u = lerp(g, m, momentum) "
    "if nesterov; p *= 1 - lr*weight_decay; p -= lr*ratio*newtonSchulz(u), with ratio = sqrt(max(1, rows/columns)) "
    "for adjust_lr_fn None or 'original' and 0.2*sqrt(max(rows, columns)) for 'match_rms_adamw'. newtonSchulz: transpose if "
    "rows > columns, divide by max(norm, eps), then ns_steps times x = a*x + (b*A + c*A@A)@x with A = x@xT and "
    "(a, b, c) = ns_coefficients. "
)


def cases():
    matrices = {"W": 0.1, "V": 0.1}
    yield torch_case("sgd", "SGD", lr=0.05)
    yield torch_case("sgd-momentum", "SGD", lr=0.05, momentum=0.9)
    yield torch_case("sgd-momentum-dampening", "SGD", lr=0.05, momentum=0.9, dampening=0.1)
    yield torch_case("sgd-nesterov", "SGD", lr=0.05, momentum=0.9, nesterov=True)
    yield torch_case("sgd-weight-decay", "SGD", lr=0.05, momentum=0.9, weight_decay=0.1, note="L2: g + weight_decay*p, on every parameter")
    yield torch_case("adam", "Adam", lr=0.02)
    yield torch_case("adam-amsgrad", "Adam", lr=0.02, amsgrad=True)
    yield torch_case("adam-weight-decay", "Adam", lr=0.02, weight_decay=0.1, note="L2: g + weight_decay*p, on every parameter")
    yield torch_case("adamw", "AdamW", lr=0.02, betas=(0.9, 0.99), decay=matrices, note="weight decay on W and V only")
    yield torch_case("adamw-large-epsilon", "AdamW", lr=0.02, eps=1e-2, decay=matrices, note="eps is added after the bias-corrected root")
    yield lion("lion", lr=0.01)
    yield lion("lion-weight-decay", lr=0.01, betas=(0.95, 0.98), decay=matrices)
    yield torch_case("rmsprop", "RMSprop", lr=0.01)
    yield torch_case("rmsprop-centered-momentum", "RMSprop", lr=0.01, momentum=0.9, centered=True)
    yield torch_case("adafactor-torch", "Adafactor", note="torch's defaults (lr 0.01, beta2_decay -0.8, eps (None, 1e-3), d 1.0); eps1 None means the dtype's machine epsilon 2^-23")
    yield torch_case("adafactor-torch-weight-decay", "Adafactor", lr=0.05, weight_decay=0.1)
    yield transformers_adafactor("adafactor-transformers", "transformers' defaults: relative step, parameter scale")
    yield transformers_adafactor("adafactor-transformers-warmup", "relative step with warm-up", warmup_init=True)
    yield transformers_adafactor(
        "adafactor-transformers-fixed", "fixed learning rate, first moment",
        lr=0.02, relative_step=False, scale_parameter=False, beta1=0.9, weight_decay=0.01,
    )
    yield torch_case("muon", "Muon", lr=0.02, names=["W", "V"], context=full_newton_schulz, note=MUON + "Newton-Schulz in float32 (torch itself uses bfloat16)")
    yield torch_case("muon-plain-momentum", "Muon", lr=0.02, nesterov=False, weight_decay=0.0, names=["W", "V"], context=full_newton_schulz, note=MUON + "Newton-Schulz in float32")
    yield torch_case("muon-match-rms", "Muon", lr=0.02, adjust_lr_fn="match_rms_adamw", names=["W", "V"], context=full_newton_schulz, note=MUON + "Newton-Schulz in float32")
    yield torch_case("muon-bfloat16", "Muon", lr=0.02, names=["W", "V"], note=MUON + "As torch runs it, Newton-Schulz in bfloat16: compare loosely")


def exponential_moving_average(initial, curvature, phase, scales):
    """torch.optim.swa_utils.get_ema_multi_avg_fn(0.9) over the parameters of plain SGD, lr 0.05."""
    update = torch.optim.swa_utils.get_ema_multi_avg_fn(0.9)
    parameters = {name: value.clone() for name, value in initial.items()}
    averages = {name: value.clone() for name, value in initial.items()}
    trajectory = {}
    for t in range(1, STEPS + 1):
        for name, p in parameters.items():
            p -= 0.05 * scales[t - 1] * (curvature[name] * p + 0.5 * torch.sin(p + phase[name]))
        update(list(averages.values()), list(parameters.values()), t)
        if t in SNAPSHOTS:
            trajectory[str(t)] = {name: flat(value) for name, value in averages.items()}
    return {
        "reference": "torch.optim.swa_utils.get_ema_multi_avg_fn, average starts at the initial parameters",
        "decay": 0.9,
        "optimizer": "sgd",
        "trajectory": trajectory,
    }


def main():
    prepare()
    initial, curvature, phase, scales = problem()
    write_json(
        FOLDER,
        "optimizers.json",
        {
            "generator": "reference/optimizers_goldens.py",
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
            "formula": FORMULA,
            "steps": STEPS,
            "snapshots": SNAPSHOTS,
            "scales": scales,
            "initial": {name: tensor_json(value) for name, value in initial.items()},
            "curvature": {name: tensor_json(value) for name, value in curvature.items()},
            "phase": {name: tensor_json(value) for name, value in phase.items()},
            "cases": [case.golden(initial, curvature, phase, scales) for case in cases()],
            "exponentialMovingAverage": exponential_moving_average(initial, curvature, phase, scales),
        },
    )


if __name__ == "__main__":
    main()
