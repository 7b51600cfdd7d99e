// atelier::group_norm_silu: GroupNorm, then SiLU if asked, of a channels-last tensor in bf16 or fp32 in one pass over memory each
// way, with fp32 statistics folded in fp64. libtorch 1.13's own bf16 group_norm is wrong on the CPU (pytorch #77507).
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>
#include "norm_kernels.hpp"

namespace {
template <class T, class A> Tensor forward(const Tensor& x, const Tensor& weight, const Tensor& bias, int64_t groups, double eps, Tensor& stat) {
  Jobs jobs(x);
  const int64_t C = jobs.c, N = jobs.n, per_group = C / groups;
  Tensor y = at::empty_like(x);
  stat = at::empty({N, groups, 2}, at::TensorOptions(at::kFloat));
  Tensor wf = weight.to(at::kFloat).contiguous(), bf = bias.to(at::kFloat).contiguous();
  auto px = (const T*)x.data_ptr();
  auto py = (T*)y.data_ptr();
  std::vector<double> acc((size_t)(N * jobs.parts * 2 * C), 0.0);
  jobs.each([&](int64_t j, int64_t n, int64_t p, int64_t e) {
    std::vector<float> f(2 * C);
    sum_forward(px + n * C * jobs.hw, p, e, C, f.data(), &acc[j * 2 * C]);
  });
  std::vector<float> a(N * C), b(N * C);
  for (int64_t n = 0; n < N; n++)
    for (int64_t g = 0; g < groups; g++) {
      double m = 0, v = 0, count = (double)per_group * jobs.hw;
      for (int64_t t = 0; t < jobs.parts; t++)
        for (int64_t c = g * per_group; c < (g + 1) * per_group; c++) {
          m += acc[(n * jobs.parts + t) * 2 * C + c];
          v += acc[(n * jobs.parts + t) * 2 * C + C + c];
        }
      m /= count;
      v = v / count - m * m;
      float rs = (float)(1.0 / std::sqrt(std::max(v, 0.0) + eps));
      float* st = stat.data_ptr<float>() + (n * groups + g) * 2;
      st[0] = (float)m;
      st[1] = rs;
      for (int64_t c = g * per_group; c < (g + 1) * per_group; c++) {
        a[n * C + c] = rs * wf.data_ptr<float>()[c];
        b[n * C + c] = bf.data_ptr<float>()[c] - (float)m * a[n * C + c];
      }
    }
  jobs.each([&](int64_t, int64_t n, int64_t p, int64_t e) {
    apply_forward<T, A>(px + n * C * jobs.hw, py + n * C * jobs.hw, p, e, C, &a[n * C], &b[n * C]);
  });
  return y;
}

template <class T, class A> Tensor backward(const Tensor& x, const Tensor& dy, const Tensor& weight, const Tensor& bias, const Tensor& stat, int64_t groups,
                Tensor& dw, Tensor& db) {
  Jobs jobs(x);
  const int64_t C = jobs.c, N = jobs.n, per_group = C / groups;
  Tensor dx = at::empty_like(x);
  Tensor wf = weight.to(at::kFloat).contiguous(), bf = bias.to(at::kFloat).contiguous();
  dw = at::zeros({C}, wf.options());
  db = at::zeros({C}, wf.options());
  auto px = (const T*)x.data_ptr(), pg = (const T*)dy.data_ptr();
  auto po = (T*)dx.data_ptr();
  std::vector<float> r(N * C), m(N * C), P(N * C), Q(N * C);
  for (int64_t n = 0; n < N; n++)
    for (int64_t c = 0; c < C; c++) {
      const float* st = stat.data_ptr<float>() + (n * groups + c / per_group) * 2;
      r[n * C + c] = st[1];
      m[n * C + c] = -st[0] * st[1];
    }
  auto channel = [&](int64_t n) { return Channel{&r[n * C], &m[n * C], wf.data_ptr<float>(), bf.data_ptr<float>()}; };
  std::vector<double> acc((size_t)(N * jobs.parts * 2 * C), 0.0);
  jobs.each([&](int64_t j, int64_t n, int64_t p, int64_t e) {
    std::vector<float> f(2 * C);
    sum_backward<T, A>(px + n * C * jobs.hw, pg + n * C * jobs.hw, p, e, C, channel(n), f.data(), &acc[j * 2 * C]);
  });
  const float* w = wf.data_ptr<float>();
  for (int64_t n = 0; n < N; n++)
    for (int64_t g = 0; g < groups; g++) {
      double a = 0, q = 0, count = (double)per_group * jobs.hw;
      for (int64_t c = g * per_group; c < (g + 1) * per_group; c++) {
        double t1 = 0, t2 = 0;
        for (int64_t t = 0; t < jobs.parts; t++) {
          t1 += acc[(n * jobs.parts + t) * 2 * C + c];
          t2 += acc[(n * jobs.parts + t) * 2 * C + C + c];
        }
        db.data_ptr<float>()[c] += (float)t1;
        dw.data_ptr<float>()[c] += (float)t2;
        a += t1 * w[c];
        q += t2 * w[c];
      }
      for (int64_t c = g * per_group; c < (g + 1) * per_group; c++) {
        P[n * C + c] = (float)(a / count);
        Q[n * C + c] = (float)(q / count);
      }
    }
  jobs.each([&](int64_t, int64_t n, int64_t p, int64_t e) {
    apply_backward<T, A>(px + n * C * jobs.hw, pg + n * C * jobs.hw, po + n * C * jobs.hw, p, e, C, channel(n), &P[n * C], &Q[n * C]);
  });
  return dx;
}

Tensor computed(const Tensor& x, const Tensor& w, const Tensor& b, int64_t groups, double eps, bool act, Tensor& stat) {
  return FOR_TYPE_AND_ACTIVATION(forward, x, act, Silu)(x, w, b, groups, eps, stat);
}

Tensor checked(const Tensor& x, int64_t groups) {
  Tensor last = channels_last(x, "group_norm_silu");
  TORCH_CHECK(groups > 0 && x.size(1) % groups == 0, "group_norm_silu: ", x.size(1), " channels do not divide into ", groups, " groups");
  return last;
}

struct GroupNormSilu : torch::autograd::Function<GroupNormSilu> {
  static Tensor forward(torch::autograd::AutogradContext* ctx, Tensor x, Tensor w, Tensor b, int64_t groups, double eps, bool act) {
    at::AutoDispatchBelowADInplaceOrView guard;
    x = checked(x, groups);
    Tensor stat;
    Tensor y = computed(x, w, b, groups, eps, act, stat);
    ctx->save_for_backward({x, w, b, stat});
    ctx->saved_data["groups"] = groups;
    ctx->saved_data["act"] = act;
    return y;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* ctx, torch::autograd::variable_list dy) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto v = ctx->get_saved_variables();
    Tensor dw, db;
    auto dx = FOR_TYPE_AND_ACTIVATION(::backward, v[0], ctx->saved_data["act"].toBool(), Silu)(v[0], gradient_like(v[0], dy[0]), v[1], v[2], v[3], ctx->saved_data["groups"].toInt(), dw, db);
    return {dx, dw.to(v[1].scalar_type()), db.to(v[2].scalar_type()), Tensor(), Tensor(), Tensor()};
  }
};

Tensor plain(const Tensor& x, const Tensor& w, const Tensor& b, int64_t groups, double eps, bool act) {
  Tensor stat;
  return computed(checked(x, groups), w, b, groups, eps, act, stat);
}
Tensor with_gradient(const Tensor& x, const Tensor& w, const Tensor& b, int64_t groups, double eps, bool act) {
  return GroupNormSilu::apply(x, w, b, groups, eps, act);
}
}  // namespace

TORCH_LIBRARY(atelier, m) {
  m.def("group_norm_silu(Tensor x, Tensor weight, Tensor bias, int groups, float eps=1e-6, bool act=True) -> Tensor");
}
TORCH_LIBRARY_IMPL(atelier, CPU, m) { m.impl("group_norm_silu", plain); }
TORCH_LIBRARY_IMPL(atelier, AutogradCPU, m) { m.impl("group_norm_silu", with_gradient); }
