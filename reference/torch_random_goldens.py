"""What torch's CPU generator draws: values for the tests, checksums of long draws for `pnpm conformance torch-random`.

Needs a processor with AVX2 or AVX-512, on which torch gives the same numbers; without, the last bits of randn differ.
"""

import hashlib
import os
import subprocess
import sys

import torch

from golden import flat, prepare, write_json

SEEDS = [0, 1, 42, 1234, 2**32 - 1, 2**32, 2**40 + 7, 2**53 - 1, -1, -(2**33) - 5]
SIZES = [1, 2, 5, 15, 16, 17, 18, 31, 32, 33, 100, 624, 1000, 4096, 16384]
LONG = 4 * 2**20


def weights(rows, categories):
    """Exact in float32, with zeros."""
    return ((torch.arange(rows * categories) * 37) % 11).reshape(rows, categories) / 8


def draw(generator, call):
    """One call in the notation of the golden files: a function's name and its arguments."""
    name, *arguments = call
    dtype = torch.float64 if arguments and arguments[-1] == "f64" else torch.float32
    if name == "randn":
        return torch.randn(arguments[0], generator=generator, dtype=dtype)
    if name == "rand":
        return torch.rand(arguments[0], generator=generator, dtype=dtype)
    if name == "randint":
        low, high, size = arguments
        return torch.randint(low, high, (size,), generator=generator)
    if name == "randperm":
        return torch.randperm(arguments[0], generator=generator)
    if name == "bernoulli":  # one probability
        probability, size = arguments
        return torch.empty(size).bernoulli_(probability, generator=generator).bool()
    if name == "bernoulli-each":
        size = arguments[0]
        return torch.bernoulli(torch.arange(size, dtype=dtype) / size, generator=generator).bool()
    if name == "exponential":
        rate, size = arguments[:2]
        return torch.empty(size, dtype=dtype).exponential_(rate, generator=generator)
    if name == "multinomial":
        rows, categories, count, replacement = arguments[:4]
        return torch.multinomial(weights(rows, categories).to(dtype), count, replacement, generator=generator)
    raise ValueError(name)


def digest(tensor):
    return hashlib.sha256(tensor.contiguous().numpy().tobytes()).hexdigest()


def run(seed, calls, encode):
    generator = torch.Generator().manual_seed(seed)
    return {
        "seed": str(seed),
        "draws": [{"call": call, **encode(draw(generator, call))} for call in calls],
    }


def values(tensor):
    return {"values": [int(x) for x in tensor.flatten()] if tensor.dtype == torch.bool else flat(tensor, 17 if tensor.dtype == torch.float64 else 9)}


def checksum(tensor):
    """Of float64 normals and exponentials the last bits depend on the platform: every so many are written instead."""
    if tensor.dtype == torch.float64:
        stride = max(1, tensor.numel() // 64)
        return {"stride": stride, "values": flat(tensor[::stride], 17)}
    return {"sha256": digest(tensor)}


TABLE = [["randn", 4]], [["randn", 18]], [["rand", 3]], [["randint", 0, 1000, 5]]
MIXED = [
    ["randn", 5], ["randn", 17], ["randn", 4], ["randn", 3, "f64"], ["randn", 18, "f64"], ["rand", 3, "f64"],
    ["randint", -3, 2**28 - 4, 4], ["randint", 0, 2**28, 3], ["randint", -(2**40), 2**45, 3], ["randperm", 12],
    ["bernoulli", 0.3, 20], ["bernoulli-each", 20], ["bernoulli-each", 20, "f64"],
    ["exponential", 1.0, 6], ["exponential", 2.5, 4, "f64"],
    ["multinomial", 3, 7, 1, False], ["multinomial", 2, 9, 5, False], ["multinomial", 2, 9, 12, True],
    ["multinomial", 1, 9, 4, True, "f64"], ["multinomial", 1, 9, 4, False, "f64"], ["randn", 20],
]


def sequences():
    for seed in SEEDS:
        for size in SIZES:
            yield seed, [["randn", size], ["randn", 5], ["randn", 20], ["rand", size], ["randn", 1]]
        yield seed, MIXED
    yield 7, [["randn", LONG], ["randn", 5]]
    yield 8, [["rand", LONG], ["rand", LONG // 4, "f64"], ["randn", LONG // 4, "f64"], ["randn", 7]]
    yield 9, [["exponential", 1.0, LONG // 4], ["exponential", 0.7, LONG // 4, "f64"], ["bernoulli", 0.37, LONG // 4]]
    yield 10, [["bernoulli-each", LONG // 4], ["bernoulli-each", LONG // 4, "f64"], ["randperm", 1000000]]
    yield 11, [["randint", 0, 1000, LONG // 4], ["randint", 0, 2**31, LONG // 16], ["randint", -5, 2**50, LONG // 16]]
    yield 12, [["multinomial", 100, 50, 20, False], ["multinomial", 100, 50, 200, True], ["multinomial", 1, 5000, 1, False]]
    yield 13, [["multinomial", 1, 50000, 20000, True], ["multinomial", 1, 50000, 20000, True, "f64"]]


def state_after(seed, size):
    generator = torch.Generator().manual_seed(seed)
    torch.randn(size, generator=generator)
    state = generator.get_state()
    return {"seed": str(seed), "drawn": size, "sha256": digest(state[8:]), "next": flat(torch.randn(3, generator=generator))}


def main():
    capability = torch.backends.cpu.get_cpu_capability()
    assert capability in ("AVX2", "AVX512"), capability
    if capability == "AVX512" and len(sys.argv) == 1:
        # The same numbers with the code for AVX2 alone.
        reference = digest(torch.randn(LONG, generator=torch.Generator().manual_seed(7)))
        command = [sys.executable, __file__, "digest"]
        narrow = subprocess.run(command, env={**os.environ, "ATEN_CPU_CAPABILITY": "avx2"}, capture_output=True, text=True, check=True)
        assert narrow.stdout.strip() == reference
    head = {"generator": "reference/torch_random_goldens.py", "versions": {"torch": torch.__version__}}
    write_json(
        "core/src/random/torch",
        "torch-random.json",
        {
            **head,
            "sequences": [run(seed, calls, values) for seed in (0, 42, 1234) for calls in TABLE]
            + [run(seed, MIXED, values) for seed in (0, 2**40 + 7, -1)],
            # The initial seed, the first 8 bytes of a state, is left out.
            "states": [state_after(seed, size) for seed, size in ((1, 3), (2, 16), (3, 624), (4, 1000), (5, 1248))],
        },
    )
    write_json(
        "../benchmarks/conformance/torch-random",
        "checksums.json",
        {**head, "sequences": [run(seed, calls, checksum) for seed, calls in sequences()]},
    )


if __name__ == "__main__":
    prepare()
    if sys.argv[1:] == ["digest"]:
        print(digest(torch.randn(LONG, generator=torch.Generator().manual_seed(7))))
    else:
        main()
