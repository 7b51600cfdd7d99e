// What group_norm.cpp and batch_norm.cpp share: sums and affine maps over the pixels of channels-last tensors in bf16 or fp32 (T), in fp32, sums folded in fp64,
// with an activation (A) behind.
#pragma once
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <cmath>
#include <vector>
#include "elements.hpp"

using at::Tensor;

namespace {
constexpr int64_t fold = 64;  // pixels summed in fp32 before going to double

// The per-channel work, over pixels [p, e) of one sample; C channels lie together.

template <class T> FOR_EACH_CPU void sum_forward(const T* x, int64_t p, int64_t e, int64_t C, float* f, double* acc) {
  float *__restrict s1 = f, *__restrict s2 = f + C;
  for (; p < e; p += fold) {
    for (int64_t i = 0; i < 2 * C; i++) f[i] = 0;
    for (int64_t q = p; q < std::min(e, p + fold); q++) {
      const T* __restrict r = x + q * C;
      for (int64_t c = 0; c < C; c++) {
        float v = up(r[c]);
        s1[c] += v;
        s2[c] += v * v;
      }
    }
    for (int64_t i = 0; i < 2 * C; i++) acc[i] += f[i];
  }
}

template <class T, class A> FOR_EACH_CPU void apply_forward(const T* x, T* y, int64_t p, int64_t e, int64_t C, const float* __restrict a, const float* __restrict b) {
  for (; p < e; p++) {
    const T* __restrict r = x + p * C;
    T* __restrict o = y + p * C;
    for (int64_t c = 0; c < C; c++) o[c] = as<T>(A::value(up(r[c]) * a[c] + b[c]));
  }
}

struct Channel {  // x̂ = x * r + m; h = x̂ * w + b
  const float *r, *m, *w, *b;
};

template <class T, class A> FOR_EACH_CPU void sum_backward(const T* x, const T* dy, int64_t p, int64_t e, int64_t C, Channel k, float* f, double* acc) {
  float *__restrict s1 = f, *__restrict s2 = f + C;
  const float *__restrict rr = k.r, *__restrict mm = k.m, *__restrict ww = k.w, *__restrict bb = k.b;
  for (; p < e; p += fold) {
    for (int64_t i = 0; i < 2 * C; i++) f[i] = 0;
    for (int64_t q = p; q < std::min(e, p + fold); q++) {
      const T *__restrict r = x + q * C, *__restrict g = dy + q * C;
      for (int64_t c = 0; c < C; c++) {
        float n = up(r[c]) * rr[c] + mm[c], d = up(g[c]) * A::slope(n * ww[c] + bb[c]);
        s1[c] += d;
        s2[c] += d * n;
      }
    }
    for (int64_t i = 0; i < 2 * C; i++) acc[i] += f[i];
  }
}

template <class T, class A> FOR_EACH_CPU void apply_backward(const T* x, const T* dy, T* dx, int64_t p, int64_t e, int64_t C, Channel k, const float* __restrict P, const float* __restrict Q) {
  const float *__restrict rr = k.r, *__restrict mm = k.m, *__restrict ww = k.w, *__restrict bb = k.b;
  for (; p < e; p++) {
    const T *__restrict r = x + p * C, *__restrict g = dy + p * C;
    T* __restrict o = dx + p * C;
    for (int64_t c = 0; c < C; c++) {
      float n = up(r[c]) * rr[c] + mm[c], d = up(g[c]) * A::slope(n * ww[c] + bb[c]);
      o[c] = as<T>(rr[c] * (d * ww[c] - P[c] - n * Q[c]));
    }
  }
}

// How the samples are cut so that every thread has work: `parts` stretches of pixels a sample.
struct Jobs {
  int64_t n, c, hw, parts, length;
  explicit Jobs(const Tensor& x) : n(x.size(0)), c(x.size(1)), hw(x.size(2) * x.size(3)) {
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

// What the kernels take: x as it lies or copied channels-last.
inline Tensor channels_last(const Tensor& x, const char* name) {
  TORCH_CHECK(x.dim() == 4 && (x.scalar_type() == at::kBFloat16 || x.scalar_type() == at::kFloat), name, " takes bf16 or fp32 [n, c, h, w], not ", x.scalar_type(), x.sizes());
  return x.contiguous(at::MemoryFormat::ChannelsLast);
}

// The gradient of a kernel's output, as x lies.
inline Tensor gradient_like(const Tensor& x, const Tensor& dy) { return dy.to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast); }

// f<T, A> for the type of x, and with the activation or none
#define FOR_TYPE_AND_ACTIVATION(f, x, active, A) \
  ((x).scalar_type() == at::kFloat ? ((active) ? f<float, A> : f<float, Identity>) : ((active) ? f<bf16, A> : f<bf16, Identity>))
}  // namespace
