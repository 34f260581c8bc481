# One neuron, o = tanh(x1*w1 + x2*w2 + b), and its tanh at two levels: as one op, and spelled out in the ops it is
# made of. Both give the same output and send the same gradients to the inputs and the weights.
#
#     chainrule run examples/neuron.py        the values, the gradients and the graph of the second level
#     chainrule compare examples/neuron.py    both levels side by side


# everything below the activation: inputs (x1, x2), weights (w1, w2), the bias and the cell body n
def reset_graph():
    global x1, x2, w1, w2, x1w1, x2w2, x1w1x2w2, b, n
    x1 = Value(2.0, label='x1'); x2 = Value(0.0, label='x2')
    w1 = Value(-3.0, label='w1'); w2 = Value(1.0, label='w2')
    x1w1 = x1 * w1; x1w1.label = 'x1*w1'
    x2w2 = x2 * w2; x2w2.label = 'x2*w2'
    x1w1x2w2 = x1w1 + x2w2; x1w1x2w2.label = 'x1*w1 + x2*w2'
    # the bias that makes the numbers nice: the slope of tanh at n is 1/2
    b = Value(6.8813735870195432, label='b')
    n = x1w1x2w2 + b; n.label = 'n'


# i - tanh as a single op, whose local derivative we know
reset_graph()
o = n.tanh(); o.label = 'o'
o.backward()

# ii - the same tanh out of simpler ops, each with a local derivative of its own
reset_graph()
e = (2*n).exp()
o = (e - 1) / (e + 1); o.label = 'o'
o.backward()
