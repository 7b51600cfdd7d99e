// atelier::quick_gelu: h σ(1.702 h), CLIP's activation, in one pass over memory each way instead of three and six.
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty_like.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>
#include "elements.hpp"

using at::Tensor;

namespace {
constexpr int64_t piece = 1 << 14;  // elements below which a second thread is not worth it

template <class T> FOR_EACH_CPU void values(const T* __restrict x, T* __restrict y, int64_t from, int64_t to) {
  for (int64_t i = from; i < to; i++) y[i] = as<T>(QuickGelu::value(up(x[i])));
}
template <class T> FOR_EACH_CPU void slopes(const T* __restrict x, const T* __restrict dy, T* __restrict dx, int64_t from, int64_t to) {
  for (int64_t i = from; i < to; i++) dx[i] = as<T>(up(dy[i]) * QuickGelu::slope(up(x[i])));
}

template <class T> Tensor forward(const Tensor& x) {
  Tensor y = at::empty_like(x);
  auto px = (const T*)x.data_ptr();
  auto py = (T*)y.data_ptr();
  at::parallel_for(0, x.numel(), piece, [&](int64_t from, int64_t to) { values(px, py, from, to); });
  return y;
}
template <class T> Tensor backward(const Tensor& x, const Tensor& dy) {
  Tensor dx = at::empty_like(x);
  auto px = (const T*)x.data_ptr(), pg = (const T*)dy.data_ptr();
  auto po = (T*)dx.data_ptr();
  at::parallel_for(0, x.numel(), piece, [&](int64_t from, int64_t to) { slopes(px, pg, po, from, to); });
  return dx;
}

Tensor plain(const Tensor& x) {
  TORCH_CHECK(x.scalar_type() == at::kBFloat16 || x.scalar_type() == at::kFloat, "quick_gelu takes bf16 or fp32, not ", x.scalar_type());
  return (x.scalar_type() == at::kFloat ? forward<float> : forward<bf16>)(x.contiguous());
}

struct QuickGeluFunction : torch::autograd::Function<QuickGeluFunction> {
  static Tensor forward(torch::autograd::AutogradContext* ctx, Tensor x) {
    at::AutoDispatchBelowADInplaceOrView guard;
    x = x.contiguous();
    ctx->save_for_backward({x});
    return plain(x);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* ctx, torch::autograd::variable_list dy) {
    at::AutoDispatchBelowADInplaceOrView guard;
    Tensor x = ctx->get_saved_variables()[0];
    return {(x.scalar_type() == at::kFloat ? ::backward<float> : ::backward<bf16>)(x, dy[0].to(x.scalar_type()).contiguous())};
  }
};
Tensor with_gradient(const Tensor& x) { return QuickGeluFunction::apply(x); }
}  // namespace

TORCH_LIBRARY_FRAGMENT(atelier, m) { m.def("quick_gelu(Tensor x) -> Tensor"); }
TORCH_LIBRARY_IMPL(atelier, CPU, m) { m.impl("quick_gelu", plain); }
TORCH_LIBRARY_IMPL(atelier, AutogradCPU, m) { m.impl("quick_gelu", with_gradient); }
