// What group_norm.cpp and batch_norm.cpp share: sums and affine maps over the pixels of channels-last tensors in bf16 or fp32 (T), in fp32, sums folded in fp64.
#pragma once
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <cmath>
#include <cstring>
#include <vector>
#include "for_each_cpu.hpp"

using at::Tensor;

namespace {
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

inline __attribute__((always_inline)) float up(float v) { return v; }
template <class T> inline __attribute__((always_inline)) T as(float f);
template <> inline __attribute__((always_inline)) float as<float>(float f) { return f; }
template <> inline __attribute__((always_inline)) bf16 as<bf16>(float f) { return down(f); }

// 1 / (1 + e^-x) within 1e-6; in plain arithmetic, so that the loops around it are vectors as wide as the CPU has
inline __attribute__((always_inline)) float sigmoid(float x) {
  float t = std::min(126.f, std::max(-126.f, -1.44269504f * x));
  int32_t whole = (int32_t)(t + 127.5f) - 127;
  float f = t - (float)whole, p = 1.54035304e-4f;
  p = p * f + 1.33335581e-3f;
  p = p * f + 9.61812911e-3f;
  p = p * f + 5.55041087e-2f;
  p = p * f + 2.40226507e-1f;
  p = p * f + 6.93147181e-1f;
  p = p * f + 1.f;  // 2^f, f within 1/2
  int32_t bits;
  memcpy(&bits, &p, 4);
  bits += whole << 23;
  memcpy(&p, &bits, 4);
  return 1.f / (1.f + p);
}

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

template <class T> FOR_EACH_CPU void apply_forward(const T* x, T* y, int64_t p, int64_t e, int64_t C, const float* __restrict a,
                                const float* __restrict b, bool act) {
  for (; p < e; p++) {
    const T* __restrict r = x + p * C;
    T* __restrict o = y + p * C;
    if (act)
      for (int64_t c = 0; c < C; c++) {
        float h = up(r[c]) * a[c] + b[c];
        o[c] = as<T>(h * sigmoid(h));
      }
    else
      for (int64_t c = 0; c < C; c++) o[c] = as<T>(up(r[c]) * a[c] + b[c]);
  }
}

struct Channel {  // x̂ = x * r + m; h = x̂ * w + b
  const float *r, *m, *w, *b;
};

template <class T> FOR_EACH_CPU void sum_backward(const T* x, const T* dy, int64_t p, int64_t e, int64_t C, Channel k, bool act, float* f,
                               double* acc) {
  float *__restrict s1 = f, *__restrict s2 = f + C;
  const float *__restrict rr = k.r, *__restrict mm = k.m, *__restrict ww = k.w, *__restrict bb = k.b;
  for (; p < e; p += fold) {
    for (int64_t i = 0; i < 2 * C; i++) f[i] = 0;
    for (int64_t q = p; q < std::min(e, p + fold); q++) {
      const T *__restrict r = x + q * C, *__restrict g = dy + q * C;
      if (act)
        for (int64_t c = 0; c < C; c++) {
          float n = up(r[c]) * rr[c] + mm[c], h = n * ww[c] + bb[c], s = sigmoid(h);
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

template <class T> FOR_EACH_CPU void apply_backward(const T* x, const T* dy, T* dx, int64_t p, int64_t e, int64_t C, Channel k,
                                 const float* __restrict P, const float* __restrict Q, bool act) {
  const float *__restrict rr = k.r, *__restrict mm = k.m, *__restrict ww = k.w, *__restrict bb = k.b;
  for (; p < e; p++) {
    const T *__restrict r = x + p * C, *__restrict g = dy + p * C;
    T* __restrict o = dx + p * C;
    if (act)
      for (int64_t c = 0; c < C; c++) {
        float n = up(r[c]) * rr[c] + mm[c], h = n * ww[c] + bb[c], s = sigmoid(h);
        float d = up(g[c]) * s * (1.f + h * (1.f - s));
        o[c] = as<T>(rr[c] * (d * ww[c] - P[c] - n * Q[c]));
      }
    else
      for (int64_t c = 0; c < C; c++) {
        float n = up(r[c]) * rr[c] + mm[c];
        o[c] = as<T>(rr[c] * (up(g[c]) * ww[c] - P[c] - n * Q[c]));
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
}  // namespace
