"""The MLP of workloads.ts for micrograd and PyTorch: `python3 peers.py ENGINE`, lines in and out as in worker.ts."""
import json
import sys
import time

LAYERS = [2, 16, 16, 1]
DECAY = 1e-4
RATE = 0.05


def layers_of(parameters):
    at = 0
    layers = []
    for inputs, outputs in zip(LAYERS, LAYERS[1:]):
        layer = []
        for _ in range(outputs):
            layer.append((parameters[at : at + inputs], parameters[at + inputs]))
            at += inputs + 1
        layers.append(layer)
    return layers


def score(layers, x):
    for layer in layers:
        x = [sum((w * xi for w, xi in zip(weights, x)), bias) for weights, bias in layer]
        if layer is not layers[-1]:
            x = [out.relu() for out in x]
    return x[0]


def loss_of(parameters, layers, points, labels, value):
    loss = value(0.0)
    for point, label in zip(points, labels):
        loss = loss + (score(layers, [value(x) for x in point]) * -label + 1).relu()
    norm = value(0.0)
    for p in parameters:
        norm = norm + p * p
    return loss * (1 / len(points)) + norm * DECAY


def micrograd(case):
    from micrograd.engine import Value

    sys.setrecursionlimit(10_000)
    parameters = [Value(p) for p in case["parameters"]]
    layers = layers_of(parameters)

    def step():
        loss = loss_of(parameters, layers, case["points"], case["labels"], Value)
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        for p in parameters:
            p.data -= RATE * p.grad
        return loss.data

    return step


def torch_scalars(case):
    import torch

    def value(x):
        return torch.tensor(x, dtype=torch.float64)

    parameters = [value(p).requires_grad_() for p in case["parameters"]]
    layers = layers_of(parameters)

    def step():
        loss = loss_of(parameters, layers, case["points"], case["labels"], value)
        return descend(loss, parameters)

    return step


def torch_vectors(case):
    import torch

    def tensor(x):
        return torch.tensor(x, dtype=torch.float64)

    x, y = tensor(case["points"]), tensor(case["labels"])
    layers = [
        (tensor([w for w, _ in layer]).requires_grad_(), tensor([b for _, b in layer]).requires_grad_())
        for layer in layers_of(case["parameters"])
    ]
    parameters = [p for layer in layers for p in layer]

    def step():
        out = x
        for weights, bias in layers:
            out = out @ weights.T + bias
            if weights is not layers[-1][0]:
                out = out.relu()
        loss = (1 - y * out[:, 0]).relu().mean() + DECAY * sum((p * p).sum() for p in parameters)
        return descend(loss, parameters)

    return step


def descend(loss, parameters):
    import torch

    for p in parameters:
        p.grad = None
    loss.backward()
    with torch.no_grad():
        for p in parameters:
            p -= RATE * p.grad
    return loss.item()


ENGINES = {"micrograd": micrograd, "torch": torch_scalars, "torch-vectors": torch_vectors}
step = ENGINES[sys.argv[1]](json.loads(sys.stdin.readline()))
print(json.dumps({"root": step()}), flush=True)
for line in sys.stdin:
    steps = int(line)
    start = time.perf_counter()
    for _ in range(steps):
        step()
    print(json.dumps({"ms": (time.perf_counter() - start) * 1000 / steps}), flush=True)
