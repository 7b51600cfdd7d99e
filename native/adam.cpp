// atelier::adam_step: one step of Adam or AdamW of an fp32 CPU parameter in one pass over memory instead of nine.
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <torch/library.h>
#include <cmath>
#include "for_each_cpu.hpp"

using at::Tensor;

namespace {
struct Rates {
  float rate, keep, beta1, beta2, correction, eps;  // rate = lr / (1 - beta1^t), correction = 1 / sqrt(1 - beta2^t)
};

FOR_EACH_CPU void step(float* __restrict p, const float* __restrict g, float* __restrict m, float* __restrict v, int64_t from, int64_t to, Rates r) {
  for (int64_t i = from; i < to; i++) {
    m[i] += (1.f - r.beta1) * (g[i] - m[i]);
    v[i] = r.beta2 * v[i] + (1.f - r.beta2) * g[i] * g[i];
    p[i] = r.keep * p[i] - r.rate * m[i] / (std::sqrt(v[i]) * r.correction + r.eps);
  }
}

void adam_step(Tensor p, const Tensor& g, Tensor m, Tensor v, double rate, double keep, double beta1, double beta2, double correction, double eps) {
  for (const Tensor& t : {(const Tensor&)p, g, (const Tensor&)m, (const Tensor&)v})
    TORCH_CHECK(t.scalar_type() == at::kFloat && t.is_contiguous() && t.numel() == p.numel(), "adam_step takes contiguous fp32 tensors of one size, not ", t.scalar_type(), t.sizes());
  Rates r{(float)rate, (float)keep, (float)beta1, (float)beta2, (float)correction, (float)eps};
  float *pp = p.data_ptr<float>(), *pm = m.data_ptr<float>(), *pv = v.data_ptr<float>();
  const float* pg = g.data_ptr<float>();
  at::parallel_for(0, p.numel(), 1 << 15, [&](int64_t from, int64_t to) { step(pp, pg, pm, pv, from, to, r); });
}
}  // namespace

TORCH_LIBRARY_FRAGMENT(atelier, m) {
  m.def("adam_step(Tensor(a!) parameter, Tensor gradient, Tensor(b!) exp_avg, Tensor(c!) exp_avg_sq, float rate, float keep, float beta1, float beta2, float correction, float eps) -> ()");
}
TORCH_LIBRARY_IMPL(atelier, CPU, m) { m.impl("adam_step", adam_step); }
