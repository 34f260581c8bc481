# imports, reset_graph() to init nn, graphviz: trace() & draw_dot()
import math
import numpy as np
import matplotlib.pyplot as plt
%matplotlib inline

# helper: re-initialise graph
def reset_graph(reset_level):
    # declare global gradients
    global x1, x2, w1, w2, x1w1, x2w2, x1w1x2w2, b, n, o

    if reset_level == 'gradients':
        x1.grad = x2.grad = w1.grad = w2.grad = x1w1.grad = x2w2.grad = x1w1x2w2.grad = b.grad = n.grad = o.grad = 0
        print("reset_graph(): All gradients have been reset to 0")

    # reset all variables
    elif reset_level == 'graph':
        # redefine inputs (x1,x2), weights (w1,w2), and then the graph (n = x1*w1 + x2*w2 + b)
        x1 = Value(2.0, label='x1'); x2 = Value(0.0, label='x2')
        w1 = Value(-3.0, label='w1'); w2 = Value(1.0, label='w2')
        x1w1 = x1 * w1; x1w1.label = 'x1*w1'; x2w2 = x2 * w2; x2w2.label = 'x2*w2'
        x1w1x2w2 = x1w1 + x2w2; x1w1x2w2.label = 'x1*w1 + x2*w2'
        # manually change bias to make number nice for education: (b=8 to see tanh squishing!, b=6.8813735870195432 so deriv = 1)
        b = Value(6.8813735870195432, label='b');
        n = x1w1x2w2 + b; n.label = 'n'
        # try re-run the activation function on n (the raw cell body) and draw the output node o
        o = n.tanh(); o.label = 'o'
        print("reset_graph(): All vars, initial and intermediate, have been reset. All gradients now 0")

    else: print("reset_graph(): please specify the level of reset desired 'gradients' or 'graph'")

# i - original o = n.tanh() call
reset_graph('graph')
o.backward()
draw_dot(o)

# reset graph -> overwrite o = n.tanh() node
reset_graph('graph')
# overwrite o = n.tanh() -> express activation function as constituent operations
e = (2*n).exp()
o = (e - 1) / (e + 1)
o.label = 'o'

# perform backward pass, and draw the output node o
o.backward()
draw_dot(o)
