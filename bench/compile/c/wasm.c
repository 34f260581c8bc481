/* The MLP for a WebAssembly host: `clang --target=wasm32 -O3 -msimd128 -mbulk-memory`, without a library. */
#include "mlp-rows.h"
#include "mlp-samples.h"

#define EXPORT(name) __attribute__((export_name(name)))
/* Parameters, points and labels are written here, as numbers end to end. */
EXPORT("parameters") double *parameters(void) { return (double *)&mlp; }
EXPORT("points") double *points(void) { return (double *)mlp_x; }
EXPORT("labels") double *labels(void) { return mlp_y; }
EXPORT("slopes") double *slopes(void) { return (double *)&mlp_slopes; }
EXPORT("prepare") void prepare(void) { mlp_samples_prepare(); }
EXPORT("rows") void rows(void) { mlp_rows(); }
EXPORT("samples") void samples(void) { mlp_samples(); }
