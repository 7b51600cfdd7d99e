// What our kernels do to one element: bf16 to fp32 and back, and activations with their slopes; all in plain arithmetic, so that the loops around it are vectors as wide
// as the CPU has.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include "for_each_cpu.hpp"

#define ELEMENT inline __attribute__((always_inline))

namespace {
using bf16 = uint16_t;

ELEMENT float up(bf16 v) {
  uint32_t u = (uint32_t)v << 16;
  float f;
  memcpy(&f, &u, 4);
  return f;
}
ELEMENT bf16 down(float f) {  // round to nearest even
  uint32_t u;
  memcpy(&u, &f, 4);
  return (bf16)((u + 0x7fff + ((u >> 16) & 1)) >> 16);
}

ELEMENT float up(float v) { return v; }
template <class T> ELEMENT T as(float f);
template <> ELEMENT float as<float>(float f) { return f; }
template <> ELEMENT bf16 as<bf16>(float f) { return down(f); }

// 1 / (1 + e^-x) within 1e-6
ELEMENT float sigmoid(float x) {
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

// Activations: the value at h and the slope there.
struct Identity {
  static ELEMENT float value(float h) { return h; }
  static ELEMENT float slope(float) { return 1.f; }
};
struct Relu {
  static ELEMENT float value(float h) { return h > 0.f ? h : 0.f; }
  static ELEMENT float slope(float h) { return h > 0.f ? 1.f : 0.f; }
};
struct Silu {
  static ELEMENT float value(float h) { return h * sigmoid(h); }
  static ELEMENT float slope(float h) {
    float s = sigmoid(h);
    return s * (1.f + h * (1.f - s));
  }
};
struct QuickGelu {
  static ELEMENT float value(float h) { return h * sigmoid(1.702f * h); }
  static ELEMENT float slope(float h) {
    float s = sigmoid(1.702f * h);
    return s * (1.f + 1.702f * h * (1.f - s));
  }
};
}  // namespace
