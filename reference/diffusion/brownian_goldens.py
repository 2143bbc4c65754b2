"""Increments of torchsde's Brownian interval as diffusers uses it, and numpy's seed sequences behind it.

Needs `pip install torchsde==0.2.6` beside the requirements.
"""

import math
import sys
from pathlib import Path

import numpy as np
import torch
import torchsde

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from golden import flat, prepare, write_json  # noqa: E402


def seed_sequence(entropy, spawn_key):
    sequence = np.random.SeedSequence(entropy=entropy, spawn_key=spawn_key, pool_size=24)
    return {"entropy": str(entropy), "spawnKey": list(spawn_key), "state": [int(x) for x in sequence.generate_state(5)]}


def increment(seed, low, high, start, end, size):
    path = torchsde.BrownianInterval(
        t0=low, t1=high, size=(size,), dtype=torch.float32, device="cpu", entropy=seed, tol=1e-6, pool_size=24, halfway_tree=True
    )
    sign = 1 if start < end else -1
    values = sign * path(min(start, end), max(start, end)) / math.sqrt(abs(start - end))
    return {"seed": str(seed), "low": low, "high": high, "from": start, "to": end, "size": size, "values": flat(values)}


def main():
    prepare()
    write_json(
        "diffusion/src/noise",
        "brownian.json",
        {
            "generator": "reference/diffusion/brownian_goldens.py",
            "versions": {"torch": torch.__version__, "numpy": np.__version__, "torchsde": "0.2.6"},
            "seedSequences": [
                seed_sequence(entropy, key) for entropy in (0, 7, 2**33 + 5, 2**100 + 1) for key in ((), (0, 0), (5, 3), (2**34 + 1, 40))
            ],
            "increments": [
                increment(0, 0.02, 14.6, 14.6, 9.3, 5),
                increment(0, 0.02, 14.6, 9.3, 0.02, 5),
                increment(0, 0.02, 14.6, 1.0, 5.3, 20),
                increment(42, 0.0291675, 14.6146, 3.1415926, 2.7182818, 16),
                increment(2**33 + 5, 0.3, 500.0, 500.0, 0.3, 5),
                increment(1, 0.3, 500.0, 12.5, 12.4999, 3),
                increment(3, 0.0, 1.0, 0.5, 0.0078125, 3),
            ],
        },
    )


if __name__ == "__main__":
    main()
