# A parabola a*x**2 + b*x + c fitted to eight points by gradient descent.
#
#     chainrule run examples/curve.py
#     chainrule check examples/curve.py

xs = [-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5]
ys = [4.9, 2.4, 0.6, -0.3, -1.1, -0.8, 0.1, 1.4]

a = Value(0.0, label='a')
b = Value(0.0, label='b')
c = Value(0.0, label='c')

def error():
    return sum((a*x**2 + b*x + c - y)**2 for x, y in zip(xs, ys)) / len(xs)

for step in range(200):
    loss = error()
    a.grad = b.grad = c.grad = 0.0
    loss.backward()
    for p in [a, b, c]:
        p.data -= 0.1 * p.grad
    if step % 40 == 0:
        print(f"step {step:3d}  loss {loss.data:.4f}")

# at the minimum no gradient is left
loss = error()
a.grad = b.grad = c.grad = 0.0
loss.backward()
print(f"y = {a.data:.3f}*x**2 {b.data:+.3f}*x {c.data:+.3f}")
