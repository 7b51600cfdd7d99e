// atelier::group_norm_silu: GroupNorm, then SiLU if asked, of a bf16 channels-last tensor in one pass over memory each
// way, with fp32 statistics folded in fp64. libtorch 1.13's own bf16 group_norm is wrong on the CPU (pytorch #77507).
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>
#include <cmath>
#include <cstring>
#include <vector>

using at::Tensor;

namespace {
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FOR_EACH_CPU __attribute__((target_clones("default", "arch=haswell", "arch=skylake-avx512")))
#else
#define FOR_EACH_CPU
#endif
using bf16 = uint16_t;
constexpr int64_t fold = 64;  // pixels summed in fp32 before going to double

inline __attribute__((always_inline)) float up(bf16 v) {
  uint32_t u = (uint32_t)v << 16;
  float f;
  memcpy(&f, &u, 4);
  return f;
}
inline __attribute__((always_inline)) bf16 down(float f) {  // round to nearest even
  uint32_t u;
  memcpy(&u, &f, 4);
  return (bf16)((u + 0x7fff + ((u >> 16) & 1)) >> 16);
}

// The per-channel work, over pixels [p, e) of one sample; C channels lie together.

FOR_EACH_CPU void sum_forward(const bf16* x, int64_t p, int64_t e, int64_t C, float* f, double* acc) {
  float *__restrict s1 = f, *__restrict s2 = f + C;
  for (; p < e; p += fold) {
    for (int64_t i = 0; i < 2 * C; i++) f[i] = 0;
    for (int64_t q = p; q < std::min(e, p + fold); q++) {
      const bf16* __restrict r = x + q * C;
      for (int64_t c = 0; c < C; c++) {
        float v = up(r[c]);
        s1[c] += v;
        s2[c] += v * v;
      }
    }
    for (int64_t i = 0; i < 2 * C; i++) acc[i] += f[i];
  }
}

FOR_EACH_CPU void apply_forward(const bf16* x, bf16* y, int64_t p, int64_t e, int64_t C, const float* __restrict a,
                                const float* __restrict b, bool act) {
  for (; p < e; p++) {
    const bf16* __restrict r = x + p * C;
    bf16* __restrict o = y + p * C;
    if (act)
      for (int64_t c = 0; c < C; c++) {
        float h = up(r[c]) * a[c] + b[c];
        o[c] = down(h / (1.f + expf(-h)));
      }
    else
      for (int64_t c = 0; c < C; c++) o[c] = down(up(r[c]) * a[c] + b[c]);
  }
}

struct Channel {  // x̂ = x * r + m; h = x̂ * w + b
  const float *r, *m, *w, *b;
};

FOR_EACH_CPU void sum_backward(const bf16* x, const bf16* dy, int64_t p, int64_t e, int64_t C, Channel k, bool act, float* f,
                               double* acc) {
  float *__restrict s1 = f, *__restrict s2 = f + C;
  const float *__restrict rr = k.r, *__restrict mm = k.m, *__restrict ww = k.w, *__restrict bb = k.b;
  for (; p < e; p += fold) {
    for (int64_t i = 0; i < 2 * C; i++) f[i] = 0;
    for (int64_t q = p; q < std::min(e, p + fold); q++) {
      const bf16 *__restrict r = x + q * C, *__restrict g = dy + q * C;
      if (act)
        for (int64_t c = 0; c < C; c++) {
          float n = up(r[c]) * rr[c] + mm[c], h = n * ww[c] + bb[c], s = 1.f / (1.f + expf(-h));
          float d = up(g[c]) * s * (1.f + h * (1.f - s));
          s1[c] += d;
          s2[c] += d * n;
        }
      else
        for (int64_t c = 0; c < C; c++) {
          float d = up(g[c]);
          s1[c] += d;
          s2[c] += d * (up(r[c]) * rr[c] + mm[c]);
        }
    }
    for (int64_t i = 0; i < 2 * C; i++) acc[i] += f[i];
  }
}

FOR_EACH_CPU void apply_backward(const bf16* x, const bf16* dy, bf16* dx, int64_t p, int64_t e, int64_t C, Channel k,
                                 const float* __restrict P, const float* __restrict Q, bool act) {
  const float *__restrict rr = k.r, *__restrict mm = k.m, *__restrict ww = k.w, *__restrict bb = k.b;
  for (; p < e; p++) {
    const bf16 *__restrict r = x + p * C, *__restrict g = dy + p * C;
    bf16* __restrict o = dx + p * C;
    if (act)
      for (int64_t c = 0; c < C; c++) {
        float n = up(r[c]) * rr[c] + mm[c], h = n * ww[c] + bb[c], s = 1.f / (1.f + expf(-h));
        float d = up(g[c]) * s * (1.f + h * (1.f - s));
        o[c] = down(rr[c] * (d * ww[c] - P[c] - n * Q[c]));
      }
    else
      for (int64_t c = 0; c < C; c++) {
        float n = up(r[c]) * rr[c] + mm[c];
        o[c] = down(rr[c] * (up(g[c]) * ww[c] - P[c] - n * Q[c]));
      }
  }
}

// How the samples are cut so that every thread has work: `parts` stretches of pixels a sample.
struct Jobs {
  int64_t n, c, hw, groups, per_group, parts, length;
  Jobs(const Tensor& x, int64_t g)
      : n(x.size(0)), c(x.size(1)), hw(x.size(2) * x.size(3)), groups(g), per_group(c / g) {
    int64_t threads = at::get_num_threads();
    parts = std::max<int64_t>(1, (2 * threads + n - 1) / n);
    length = (hw + parts - 1) / parts;
  }
  template <class F> void each(F f) const {  // f(job, sample, first pixel, end)
    at::parallel_for(0, n * parts, 1, [&](int64_t from, int64_t to) {
      for (int64_t j = from; j < to; j++) f(j, j / parts, (j % parts) * length, std::min(hw, (j % parts + 1) * length));
    });
  }
};

Tensor forward(const Tensor& x, const Tensor& weight, const Tensor& bias, int64_t groups, double eps, bool act, Tensor& stat) {
  Jobs jobs(x, groups);
  const int64_t C = jobs.c, N = jobs.n;
  Tensor y = at::empty_like(x);
  stat = at::empty({N, groups, 2}, at::TensorOptions(at::kFloat));
  Tensor wf = weight.to(at::kFloat).contiguous(), bf = bias.to(at::kFloat).contiguous();
  auto px = (const bf16*)x.data_ptr();
  auto py = (bf16*)y.data_ptr();
  std::vector<double> acc((size_t)(N * jobs.parts * 2 * C), 0.0);
  jobs.each([&](int64_t j, int64_t n, int64_t p, int64_t e) {
    std::vector<float> f(2 * C);
    sum_forward(px + n * C * jobs.hw, p, e, C, f.data(), &acc[j * 2 * C]);
  });
  std::vector<float> a(N * C), b(N * C);
  for (int64_t n = 0; n < N; n++)
    for (int64_t g = 0; g < groups; g++) {
      double m = 0, v = 0, count = (double)jobs.per_group * jobs.hw;
      for (int64_t t = 0; t < jobs.parts; t++)
        for (int64_t c = g * jobs.per_group; c < (g + 1) * jobs.per_group; c++) {
          m += acc[(n * jobs.parts + t) * 2 * C + c];
          v += acc[(n * jobs.parts + t) * 2 * C + C + c];
        }
      m /= count;
      v = v / count - m * m;
      float rs = (float)(1.0 / std::sqrt(std::max(v, 0.0) + eps));
      float* st = stat.data_ptr<float>() + (n * groups + g) * 2;
      st[0] = (float)m;
      st[1] = rs;
      for (int64_t c = g * jobs.per_group; c < (g + 1) * jobs.per_group; c++) {
        a[n * C + c] = rs * wf.data_ptr<float>()[c];
        b[n * C + c] = bf.data_ptr<float>()[c] - (float)m * a[n * C + c];
      }
    }
  jobs.each([&](int64_t, int64_t n, int64_t p, int64_t e) {
    apply_forward(px + n * C * jobs.hw, py + n * C * jobs.hw, p, e, C, &a[n * C], &b[n * C], act);
  });
  return y;
}

Tensor backward(const Tensor& x, const Tensor& dy, const Tensor& weight, const Tensor& bias, const Tensor& stat, int64_t groups,
                bool act, Tensor& dw, Tensor& db) {
  Jobs jobs(x, groups);
  const int64_t C = jobs.c, N = jobs.n;
  Tensor dx = at::empty_like(x);
  Tensor wf = weight.to(at::kFloat).contiguous(), bf = bias.to(at::kFloat).contiguous();
  dw = at::zeros({C}, wf.options());
  db = at::zeros({C}, wf.options());
  auto px = (const bf16*)x.data_ptr(), pg = (const bf16*)dy.data_ptr();
  auto po = (bf16*)dx.data_ptr();
  std::vector<float> r(N * C), m(N * C), P(N * C), Q(N * C);
  for (int64_t n = 0; n < N; n++)
    for (int64_t c = 0; c < C; c++) {
      const float* st = stat.data_ptr<float>() + (n * groups + c / jobs.per_group) * 2;
      r[n * C + c] = st[1];
      m[n * C + c] = -st[0] * st[1];
    }
  auto channel = [&](int64_t n) { return Channel{&r[n * C], &m[n * C], wf.data_ptr<float>(), bf.data_ptr<float>()}; };
  std::vector<double> acc((size_t)(N * jobs.parts * 2 * C), 0.0);
  jobs.each([&](int64_t j, int64_t n, int64_t p, int64_t e) {
    std::vector<float> f(2 * C);
    sum_backward(px + n * C * jobs.hw, pg + n * C * jobs.hw, p, e, C, channel(n), act, f.data(), &acc[j * 2 * C]);
  });
  const float* w = wf.data_ptr<float>();
  for (int64_t n = 0; n < N; n++)
    for (int64_t g = 0; g < groups; g++) {
      double a = 0, q = 0, count = (double)jobs.per_group * jobs.hw;
      for (int64_t c = g * jobs.per_group; c < (g + 1) * jobs.per_group; c++) {
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
      for (int64_t c = g * jobs.per_group; c < (g + 1) * jobs.per_group; c++) {
        P[n * C + c] = (float)(a / count);
        Q[n * C + c] = (float)(q / count);
      }
    }
  jobs.each([&](int64_t, int64_t n, int64_t p, int64_t e) {
    apply_backward(px + n * C * jobs.hw, pg + n * C * jobs.hw, po + n * C * jobs.hw, p, e, C, channel(n), &P[n * C], &Q[n * C], act);
  });
  return dx;
}

Tensor checked(const Tensor& x, int64_t groups) {
  TORCH_CHECK(x.dim() == 4 && x.scalar_type() == at::kBFloat16, "group_norm_silu takes bf16 [n, c, h, w], not ", x.scalar_type(), x.sizes());
  TORCH_CHECK(groups > 0 && x.size(1) % groups == 0, "group_norm_silu: ", x.size(1), " channels do not divide into ", groups, " groups");
  return x.contiguous(at::MemoryFormat::ChannelsLast);
}

struct GroupNormSilu : torch::autograd::Function<GroupNormSilu> {
  static Tensor forward(torch::autograd::AutogradContext* ctx, Tensor x, Tensor w, Tensor b, int64_t groups, double eps, bool act) {
    at::AutoDispatchBelowADInplaceOrView guard;
    x = checked(x, groups);
    Tensor stat;
    Tensor y = ::forward(x, w, b, groups, eps, act, stat);
    ctx->save_for_backward({x, w, b, stat});
    ctx->saved_data["groups"] = groups;
    ctx->saved_data["act"] = act;
    return y;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* ctx, torch::autograd::variable_list dy) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto v = ctx->get_saved_variables();
    Tensor dw, db;
    Tensor dx = ::backward(v[0], dy[0].to(at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast), v[1], v[2], v[3],
                           ctx->saved_data["groups"].toInt(), ctx->saved_data["act"].toBool(), dw, db);
    return {dx, dw.to(v[1].scalar_type()), db.to(v[2].scalar_type()), Tensor(), Tensor(), Tensor()};
  }
};

Tensor plain(const Tensor& x, const Tensor& w, const Tensor& b, int64_t groups, double eps, bool act) {
  Tensor stat;
  return forward(checked(x, groups), w, b, groups, eps, act, stat);
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
