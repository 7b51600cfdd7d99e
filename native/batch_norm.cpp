// atelier::batch_norm: BatchNorm, then ReLU if asked, of a channels-last tensor in bf16 or fp32, with fp32 statistics folded in fp64; the running ones change in place when training.
// libtorch's takes fp32 parameters with fp32 tensors alone: for bf16, a copy up and a copy down besides.
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>
#include "norm_kernels.hpp"

namespace {
std::vector<double> folded(const std::vector<double>& acc, int64_t jobs, int64_t C) {  // both sums of each channel, over all jobs
  std::vector<double> sums(2 * C, 0.0);
  for (int64_t j = 0; j < jobs; j++)
    for (int64_t i = 0; i < 2 * C; i++) sums[i] += acc[j * 2 * C + i];
  return sums;
}

// y = A((x - mean) / sqrt(variance + eps) * w + b); stat [2, c] is the mean and 1 / sqrt(variance + eps)
template <class T, class A> Tensor forward(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean, const Tensor& running_var,
               bool training, double momentum, double eps, Tensor& stat) {
  Jobs jobs(x);
  const int64_t C = jobs.c, size = C * jobs.hw;
  Tensor y = at::empty_like(x);
  stat = at::empty({2, C}, at::TensorOptions(at::kFloat));
  float *mean = stat.data_ptr<float>(), *scale = mean + C, *seen = running_mean.data_ptr<float>(), *spread = running_var.data_ptr<float>();
  auto px = (const T*)x.data_ptr();
  if (training) {
    std::vector<double> acc((size_t)(jobs.n * jobs.parts * 2 * C), 0.0);
    jobs.each([&](int64_t j, int64_t n, int64_t p, int64_t e) {
      std::vector<float> f(2 * C);
      sum_forward(px + n * size, p, e, C, f.data(), &acc[j * 2 * C]);
    });
    auto sums = folded(acc, jobs.n * jobs.parts, C);
    double count = (double)(jobs.n * jobs.hw);
    for (int64_t c = 0; c < C; c++) {
      double m = sums[c] / count, v = std::max(sums[C + c] / count - m * m, 0.0);
      mean[c] = (float)m;
      scale[c] = (float)(1.0 / std::sqrt(v + eps));
      seen[c] += (float)momentum * ((float)m - seen[c]);
      spread[c] += (float)momentum * ((float)(v * count / std::max(count - 1, 1.0)) - spread[c]);
    }
  } else
    for (int64_t c = 0; c < C; c++) {
      mean[c] = seen[c];
      scale[c] = (float)(1.0 / std::sqrt((double)spread[c] + eps));
    }
  Tensor wf = weight.to(at::kFloat).contiguous(), bf = bias.to(at::kFloat).contiguous();
  std::vector<float> a(C), b(C);
  for (int64_t c = 0; c < C; c++) {
    a[c] = scale[c] * wf.data_ptr<float>()[c];
    b[c] = bf.data_ptr<float>()[c] - mean[c] * a[c];
  }
  auto py = (T*)y.data_ptr();
  jobs.each([&](int64_t, int64_t n, int64_t p, int64_t e) { apply_forward<T, A>(px + n * size, py + n * size, p, e, C, a.data(), b.data()); });
  return y;
}

// without an activation dx = (dy - mean(dy) - x̂ mean(dy x̂)) w / sqrt(variance + eps) when training; without the means otherwise
template <class T, class A> Tensor backward(const Tensor& x, const Tensor& dy, const Tensor& weight, const Tensor& bias, const Tensor& stat, bool training, Tensor& dw, Tensor& db) {
  Jobs jobs(x);
  const int64_t C = jobs.c, size = C * jobs.hw;
  Tensor dx = at::empty_like(x), wf = weight.to(at::kFloat).contiguous(), bf = bias.to(at::kFloat).contiguous();
  dw = at::empty({C}, wf.options());
  db = at::empty({C}, wf.options());
  const float *mean = stat.data_ptr<float>(), *scale = mean + C, *w = wf.data_ptr<float>();
  std::vector<float> shift(C), P(C, 0.f), Q(C, 0.f);
  for (int64_t c = 0; c < C; c++) shift[c] = -mean[c] * scale[c];
  Channel k{scale, shift.data(), w, bf.data_ptr<float>()};
  auto px = (const T*)x.data_ptr(), pg = (const T*)dy.data_ptr();
  std::vector<double> acc((size_t)(jobs.n * jobs.parts * 2 * C), 0.0);
  jobs.each([&](int64_t j, int64_t n, int64_t p, int64_t e) {
    std::vector<float> f(2 * C);
    sum_backward<T, A>(px + n * size, pg + n * size, p, e, C, k, f.data(), &acc[j * 2 * C]);
  });
  auto sums = folded(acc, jobs.n * jobs.parts, C);
  double count = (double)(jobs.n * jobs.hw);
  for (int64_t c = 0; c < C; c++) {
    db.data_ptr<float>()[c] = (float)sums[c];
    dw.data_ptr<float>()[c] = (float)sums[C + c];
    if (training) {
      P[c] = (float)(w[c] * sums[c] / count);
      Q[c] = (float)(w[c] * sums[C + c] / count);
    }
  }
  auto po = (T*)dx.data_ptr();
  jobs.each([&](int64_t, int64_t n, int64_t p, int64_t e) {
    apply_backward<T, A>(px + n * size, pg + n * size, po + n * size, p, e, C, k, P.data(), Q.data());
  });
  return dx;
}

Tensor computed(const Tensor& x, const Tensor& w, const Tensor& b, const Tensor& running_mean, const Tensor& running_var, bool training,
                double momentum, double eps, bool relu, Tensor& stat) {
  return FOR_TYPE_AND_ACTIVATION(forward, x, relu, Relu)(x, w, b, running_mean, running_var, training, momentum, eps, stat);
}

struct BatchNorm : torch::autograd::Function<BatchNorm> {
  static Tensor forward(torch::autograd::AutogradContext* ctx, Tensor x, Tensor w, Tensor b, Tensor running_mean, Tensor running_var,
                        bool training, double momentum, double eps, bool relu) {
    at::AutoDispatchBelowADInplaceOrView guard;
    x = channels_last(x, "batch_norm");
    Tensor stat;
    Tensor y = computed(x, w, b, running_mean, running_var, training, momentum, eps, relu, stat);
    ctx->save_for_backward({x, w, b, stat});
    ctx->saved_data["training"] = training;
    ctx->saved_data["relu"] = relu;
    return y;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* ctx, torch::autograd::variable_list dy) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto v = ctx->get_saved_variables();
    Tensor dw, db;
    auto dx = FOR_TYPE_AND_ACTIVATION(::backward, v[0], ctx->saved_data["relu"].toBool(), Relu)(
        v[0], gradient_like(v[0], dy[0]), v[1], v[2], v[3], ctx->saved_data["training"].toBool(), dw, db);
    return {dx, dw.to(v[1].scalar_type()), db.to(v[2].scalar_type()), Tensor(), Tensor(), Tensor(), Tensor(), Tensor(), Tensor()};
  }
};

Tensor plain(const Tensor& x, const Tensor& w, const Tensor& b, const Tensor& running_mean, const Tensor& running_var, bool training, double momentum, double eps, bool relu) {
  Tensor stat;
  return computed(channels_last(x, "batch_norm"), w, b, running_mean, running_var, training, momentum, eps, relu, stat);
}
Tensor with_gradient(const Tensor& x, const Tensor& w, const Tensor& b, const Tensor& running_mean, const Tensor& running_var, bool training, double momentum, double eps, bool relu) {
  return BatchNorm::apply(x, w, b, running_mean, running_var, training, momentum, eps, relu);
}
}  // namespace

TORCH_LIBRARY_FRAGMENT(atelier, m) {
  m.def("batch_norm(Tensor x, Tensor weight, Tensor bias, Tensor(a!) running_mean, Tensor(b!) running_var, bool training, float momentum=0.1, float eps=1e-5, bool relu=False) -> Tensor");
}
TORCH_LIBRARY_IMPL(atelier, CPU, m) { m.impl("batch_norm", plain); }
TORCH_LIBRARY_IMPL(atelier, AutogradCPU, m) { m.impl("batch_norm", with_gradient); }
