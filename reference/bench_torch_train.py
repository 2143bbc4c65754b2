"""PyTorch's side of the training benchmark: a GPT train step, driven line by line over stdin and stdout.

Requests, one JSON object a line:
  {"cmd": "init", "config": {"layers": 4, "width": 64, "heads": 4, "sequence": 64, "batch": 32, "vocabulary": 256},
   "threads": 2, "optimizer": "fused" | "foreach", "attention": "sdpa" | "matmul"}      (the last two are optional)
  {"cmd": "step", "n": 5}
  {"cmd": "exit"}
Answers, one line each: {"event": "ready" | "step" | "exit" | "error", ...}; see README.md.

Without a request on stdin, `python bench_torch_train.py --demo tiny 10` runs one of the named configurations.
"""

import gc
import json
import resource
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

CONFIGS = {
    "tiny": dict(layers=4, width=64, heads=4, sequence=64, batch=32, vocabulary=256),
    "default": dict(layers=4, width=256, heads=4, sequence=256, batch=8, vocabulary=4096),
    "medium": dict(layers=6, width=384, heads=6, sequence=256, batch=8, vocabulary=256),
    "gpt2": dict(layers=12, width=768, heads=12, sequence=512, batch=1, vocabulary=50257),
}


class Draws:
    """The benchmark's random numbers: sums of four draws of a 32-bit linear congruential generator.

    state = state * 1664525 + 1013904223 mod 2^32; a number is the sum of four (state / 2^32 - 0.5).
    """

    BLOCK = 1 << 20

    def __init__(self, seed=12345):
        # state after j steps = multipliers[j - 1] * state + increments[j - 1], by doubling.
        multipliers = np.array([1664525], np.uint32)
        increments = np.array([1013904223], np.uint32)
        while len(multipliers) < self.BLOCK:
            a, c = multipliers[-1], increments[-1]
            increments = np.concatenate([increments, multipliers * c + increments])
            multipliers = np.concatenate([multipliers, multipliers * a])
        self.multipliers, self.increments, self.state = multipliers, increments, np.uint32(seed)

    def take(self, count):
        numbers = np.empty(count)
        for start in range(0, count, self.BLOCK // 4):
            size = min(self.BLOCK // 4, count - start)
            states = self.multipliers[: 4 * size] * self.state + self.increments[: 4 * size]
            self.state = states[-1]
            numbers[start : start + size] = (states.reshape(size, 4) / 4294967296 - 0.5).sum(1)
        return numbers

    def parameter(self, shape, scale):
        return torch.from_numpy((scale * self.take(int(np.prod(shape)))).astype(np.float32).reshape(shape))


class Gpt:
    """Pre-LN GPT: learned positions, fused qkv, exact GELU, biases everywhere, tied head, no dropout."""

    def __init__(self, config):
        self.config = config
        width, draws = config["width"], Draws()

        def vector(value, size=width):
            # A bias is drawn with scale 0: the numbers are used up, as every engine's formula does.
            return torch.ones(size) if value else draws.parameter((size,), 0.0)

        def matrix(rows, columns):
            # Drawn as [in, out]; kept as [out, in], the layout of torch.nn.Linear.
            return draws.parameter((rows, columns), 0.02).t().contiguous()

        self.tokens = draws.parameter((config["vocabulary"], width), 0.02)
        self.positions = draws.parameter((config["sequence"], width), 0.02)
        self.blocks = []
        for _ in range(config["layers"]):
            norm1 = vector(1), vector(0)
            qkv = matrix(width, 3 * width), vector(0, 3 * width)
            projection = matrix(width, width), vector(0)
            norm2 = vector(1), vector(0)
            up = matrix(width, 4 * width), vector(0, 4 * width)
            down = matrix(4 * width, width), vector(0)
            self.blocks.append((norm1, qkv, projection, norm2, up, down))
        self.norm = vector(1), vector(0)
        for parameter in self.parameters():
            parameter.requires_grad_(True)

    def parameters(self):
        blocks = [tensor for block in self.blocks for pair in block for tensor in pair]
        return [self.tokens, self.positions, *blocks, *self.norm]

    def loss(self, ids, targets, attention):
        batch, sequence = ids.shape
        width, heads = self.config["width"], self.config["heads"]
        x = F.embedding(ids, self.tokens) + self.positions  # [batch, sequence, width]
        for norm1, qkv, projection, norm2, up, down in self.blocks:
            y = F.linear(F.layer_norm(x, (width,), *norm1), *qkv)
            y = y.view(batch, sequence, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
            y = attention(*y.unbind(0))  # [batch, heads, sequence, headDim]
            x = x + F.linear(y.transpose(1, 2).reshape(batch, sequence, width), *projection)
            x = x + F.linear(F.gelu(F.linear(F.layer_norm(x, (width,), *norm2), *up)), *down)
        logits = F.linear(F.layer_norm(x, (width,), *self.norm), self.tokens)
        return F.cross_entropy(logits.view(batch * sequence, -1), targets.view(-1))


def sdpa(query, key, value):
    return F.scaled_dot_product_attention(query, key, value, is_causal=True)


def matmul_attention(sequence):
    hidden = torch.ones(sequence, sequence, dtype=torch.bool).triu(1)

    def attend(query, key, value):
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
        return scores.masked_fill(hidden, float("-inf")).softmax(-1) @ value

    return attend


class Trainer:
    def __init__(self, config, optimizer="fused", attention="sdpa"):
        self.model = Gpt(config)
        self.attention = sdpa if attention == "sdpa" else matmul_attention(config["sequence"])
        count, vocabulary = config["batch"] * config["sequence"], config["vocabulary"]
        i = torch.arange(count)
        ids = (i * 7 + ((i >> 3) & 3)) % vocabulary
        self.ids = ids.view(config["batch"], config["sequence"])
        self.targets = ids.roll(-1).view(config["batch"], config["sequence"])
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=1e-3, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.0, **{optimizer: True}
        )

    def step(self):
        loss = self.model.loss(self.ids, self.targets, self.attention)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.item()


def memory():
    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[1]) * resource.getpagesize()
    # The kernel updates its peak lazily.
    peak = max(now, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    return {"rssBytes": now, "peakRssBytes": peak}


class Session:
    trainer = None

    def init(self, request):
        start = time.perf_counter()
        self.trainer = None
        gc.collect()
        torch.set_num_threads(request.get("threads", 2))
        # Interleaved runs: sdpa beats matmul attention by 2 to 12 %; fused and foreach AdamW are within 3 % of each other.
        optimizer, attention = request.get("optimizer", "fused"), request.get("attention", "sdpa")
        if optimizer not in ("fused", "foreach") or attention not in ("sdpa", "matmul"):
            raise ValueError(f"unknown optimizer {optimizer!r} or attention {attention!r}")
        config = request["config"]
        self.trainer = Trainer(CONFIGS[config] if isinstance(config, str) else config, optimizer, attention)
        return {
            "event": "ready",
            "engine": "pytorch",
            "version": torch.__version__,
            "threads": torch.get_num_threads(),
            "optimizer": optimizer,
            "attention": attention,
            "parameters": sum(parameter.numel() for parameter in self.trainer.model.parameters()),
            "ms": (time.perf_counter() - start) * 1000,
            **memory(),
        }

    def step(self, request):
        if self.trainer is None:
            raise ValueError("step before init")
        losses, times, processor = [], [], []
        for _ in range(request.get("n", 1)):
            start, used = time.perf_counter(), time.process_time()
            losses.append(self.trainer.step())
            times.append((time.perf_counter() - start) * 1000)
            processor.append((time.process_time() - used) * 1000)
        return {"event": "step", "losses": losses, "ms": times, "cpuMs": processor, **memory()}

    def answer(self, line):
        try:
            request = json.loads(line)
            if request["cmd"] == "exit":
                return {"event": "exit"}
            return {"init": self.init, "step": self.step}[request["cmd"]](request)
        except Exception as error:  # noqa: BLE001: the driver decides what a failure means
            return {"event": "error", "message": f"{type(error).__name__}: {error}"}


def main():
    session = Session()
    if sys.argv[1:2] == ["--demo"]:
        options = dict(pair.split("=") for pair in sys.argv[4:])
        lines = [json.dumps({"cmd": "init", "config": sys.argv[2], **options}), json.dumps({"cmd": "step", "n": int(sys.argv[3])})]
    else:
        lines = iter(sys.stdin.readline, "")
    for line in lines:
        answer = session.answer(line)
        print(json.dumps(answer), flush=True)
        if answer["event"] == "exit":
            return


if __name__ == "__main__":
    main()
