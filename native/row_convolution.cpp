// 3×3 convolutions in bf16 for processors with AVX512-BF16, on feature maps kept as rows of channel pairs:
// i32 [b, h, c / 2, pitch], two channels' bf16 in each number, `margin` zeros before the first pixel and at least as many after the last.
// So 16 neighbouring pixels are one vector, any run of channels is a view, and nothing is re-ordered between layers.
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>
#include <algorithm>
#include <cstring>

using at::Tensor;

namespace {
constexpr int64_t margin = 16;  // a vector
constexpr int outs = 8;         // channels computed at a time

// whole vectors, an odd number of them, so that rows do not fall on the same lines of the cache
int64_t pitch_of(int64_t width) { return (((width + 15) / 16 + 2) | 1) * 16; }

uint16_t down(float f) {  // round to nearest even
  uint32_t u;
  memcpy(&u, &f, 4);
  return (uint16_t)((u + 0x7fff + ((u >> 16) & 1)) >> 16);
}
float up(uint32_t half) {
  half <<= 16;
  float f;
  memcpy(&f, &half, 4);
  return f;
}

void check_rows(const Tensor& x, const char* name, int64_t width) {
  TORCH_CHECK(x.device().is_cpu() && x.scalar_type() == at::kInt && x.dim() == 4 && x.stride(3) == 1 && x.size(3) == pitch_of(width), name, " holds no rows of channel pairs");
}

Tensor picture_to_rows(const Tensor& picture) {  // f32 [b, c, h, w]
  Tensor x = picture.contiguous();
  TORCH_CHECK(x.device().is_cpu() && x.scalar_type() == at::kFloat && x.dim() == 4, "a picture in fp32 on the CPU is needed");
  const int64_t b = x.size(0), c = x.size(1), h = x.size(2), w = x.size(3), pairs = (c + 1) / 2;
  Tensor rows = at::zeros({b, h, pairs, pitch_of(w)}, at::kInt);
  const float* from = x.data_ptr<float>();
  at::parallel_for(0, b * h, 16, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++)
      for (int64_t k = 0; k < pairs; k++) {
        const float* even = from + ((row / h * c + 2 * k) * h + row % h) * w;
        const float* odd = 2 * k + 1 < c ? even + h * w : nullptr;
        uint32_t* to = (uint32_t*)rows.data_ptr<int>() + (row * pairs + k) * rows.size(3) + margin;
        for (int64_t i = 0; i < w; i++) to[i] = down(even[i]) | (odd ? (uint32_t)down(odd[i]) << 16 : 0);
      }
  });
  return rows;
}

// channel (c · scale + i) · scale + j at pixel (y, x) to channel c at (scale · y + i, scale · x + j), plus the small picture [b, 3, h, w], repeated, where there is one
Tensor rows_to_picture(const Tensor& rows, int64_t width, int64_t channels, int64_t scale, const c10::optional<Tensor>& small) {
  check_rows(rows, "what is to become a picture", width);
  const int64_t b = rows.size(0), h = rows.size(1), s = scale;
  TORCH_CHECK(rows.size(2) * 2 >= channels * s * s, "too few channels");
  Tensor base = small ? small->contiguous() : Tensor();
  TORCH_CHECK(!small || (base.scalar_type() == at::kFloat && base.sizes() == at::IntArrayRef({b, channels, h, width})), "the small picture is of another size");
  Tensor picture = at::empty({b, channels, h * s, width * s}, at::kFloat);
  at::parallel_for(0, b * h, 8, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++)
      for (int64_t c = 0; c < channels; c++)
        for (int64_t i = 0; i < s; i++) {
          float* to = picture.data_ptr<float>() + (((row / h * channels + c) * h + row % h) * s + i) * width * s;
          const float* add = small ? base.data_ptr<float>() + ((row / h * channels + c) * h + row % h) * width : nullptr;
          for (int64_t j = 0; j < s; j++) {
            const int64_t channel = (c * s + i) * s + j;
            const uint32_t* from = (const uint32_t*)rows.data_ptr<int>() + row / h * rows.stride(0) + row % h * rows.stride(1) + channel / 2 * rows.stride(2) + margin;
            const int shift = channel % 2 * 16;
            for (int64_t x = 0; x < width; x++) to[x * s + j] = up(from[x] >> shift & 0xffff) + (add ? add[x] : 0);
          }
        }
  });
  return picture;
}
}  // namespace

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define BF16_CPU __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16")))
#define BF16_INLINE BF16_CPU inline __attribute__((always_inline))

namespace {
constexpr int columns = 3;  // taps of a Winograd row

// What happens to the sums of one row of a block of channels before they are stored.
struct Ending {
  const float *bias, *slope;             // of the block's first channel
  const uint32_t *first, *second;        // of the block's first pair, at the row's first pixel
  float first_scale, second_scale;
  int64_t first_stride, second_stride;   // between pairs
  uint32_t* to;
  int64_t to_stride;
};

// A run of pixels under taps: where the first pair lies, and what it is multiplied by, [pairs][8].
struct Tap {
  const uint32_t *at, *weight;
};

BF16_INLINE __m512 low(__m512i pair) { return _mm512_castsi512_ps(_mm512_slli_epi32(pair, 16)); }
BF16_INLINE __m512 high(__m512i pair) { return _mm512_castsi512_ps(_mm512_and_si512(pair, _mm512_set1_epi32((int)0xffff0000))); }
BF16_INLINE __m512i pair_of(__m512 even, __m512 odd) {
  const __m512i mix = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  return _mm512_permutexvar_epi16(mix, (__m512i)_mm512_cvtne2ps_pbh(odd, even));
}

template <int V>
struct Sums {  // eight channels of 16 · V pixels
  __m512 at[outs][V];
};

template <int V>
BF16_INLINE void add_products(Sums<V>& sums, const Tap* taps, int count, int64_t x, int64_t pairs, int64_t pair_stride) {
  for (int t = 0; t < count; t++) {
    const uint32_t *in = taps[t].at + x, *weight = taps[t].weight;
    for (int64_t k = 0; k < pairs; k++, in += pair_stride, weight += outs) {
      __m512bh pixels[V];
#pragma GCC unroll 4
      for (int v = 0; v < V; v++) pixels[v] = (__m512bh)_mm512_loadu_si512(in + 16 * v);
#pragma GCC unroll 8
      for (int o = 0; o < outs; o++) {
        const __m512bh factor = (__m512bh)_mm512_set1_epi32((int)weight[o]);
#pragma GCC unroll 4
        for (int v = 0; v < V; v++) sums.at[o][v] = _mm512_dpbf16_ps(sums.at[o][v], pixels[v], factor);
      }
    }
  }
}

// Activation, what is added, bf16. `count` pixels are left in the row; rows of doubled pictures get every second pixel, from `phase`.
template <int V, bool Doubled>
BF16_INLINE void store(const Sums<V>& sums, const Ending& end, int64_t x, int64_t count, int phase) {
#pragma GCC unroll 4
  for (int v = 0; v < V; v++) {
    const int64_t left = count - 16 * v, at = x + 16 * v;
    if (left <= 0) break;
    const __mmask16 inside = left >= 16 ? 0xffff : (__mmask16)((1 << left) - 1);
#pragma GCC unroll 4
    for (int o = 0; o < outs; o += 2) {
      __m512 even = sums.at[o][v], odd = sums.at[o + 1][v];
      if (end.slope) {
        const __m512 zero = _mm512_setzero_ps();
        even = _mm512_fmadd_ps(_mm512_min_ps(even, zero), _mm512_set1_ps(end.slope[o]), _mm512_max_ps(even, zero));
        odd = _mm512_fmadd_ps(_mm512_min_ps(odd, zero), _mm512_set1_ps(end.slope[o + 1]), _mm512_max_ps(odd, zero));
      }
      if (end.first) {
        const __m512i more = _mm512_maskz_loadu_epi32(inside, end.first + o / 2 * end.first_stride + at);
        even = _mm512_fmadd_ps(even, _mm512_set1_ps(end.first_scale), low(more));
        odd = _mm512_fmadd_ps(odd, _mm512_set1_ps(end.first_scale), high(more));
      }
      if (end.second) {
        const __m512i more = _mm512_maskz_loadu_epi32(inside, end.second + o / 2 * end.second_stride + at);
        even = _mm512_fmadd_ps(even, _mm512_set1_ps(end.second_scale), low(more));
        odd = _mm512_fmadd_ps(odd, _mm512_set1_ps(end.second_scale), high(more));
      }
      const __m512i both = pair_of(even, odd);
      uint32_t* to = end.to + o / 2 * end.to_stride;
      if (!Doubled) {
        _mm512_mask_storeu_epi32(to + at, inside, both);
        continue;
      }
      const uint32_t every = phase ? 0xaaaaaaaa : 0x55555555, twice = left >= 16 ? every : every & ((1u << 2 * left) - 1);
      _mm512_mask_storeu_epi32(to + 2 * at, (__mmask16)twice, _mm512_permutexvar_epi32(_mm512_set_epi32(7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0), both));
      _mm512_mask_storeu_epi32(to + 2 * at + 16, (__mmask16)(twice >> 16), _mm512_permutexvar_epi32(_mm512_set_epi32(15, 15, 14, 14, 13, 13, 12, 12, 11, 11, 10, 10, 9, 9, 8, 8), both));
    }
  }
}

// Two rows of the result at once, by Winograd's F(2, 3) down the columns: of the four rows around them, four sums and differences are multiplied instead of six rows.
template <int V>
BF16_CPU void two_rows(const Tap (*taps)[columns], int64_t x, int64_t count, int64_t pairs, int64_t pair_stride, const Ending& upper, const Ending* lower) {
  Sums<V> sums, plus, minus;
  for (int o = 0; o < outs; o++)
    for (int v = 0; v < V; v++) sums.at[o][v] = _mm512_setzero_ps();
  add_products<V>(sums, taps[1], columns, x, pairs, pair_stride);
  for (int o = 0; o < outs; o++)
    for (int v = 0; v < V; v++) plus.at[o][v] = _mm512_add_ps(sums.at[o][v], _mm512_set1_ps(upper.bias[o])), sums.at[o][v] = _mm512_setzero_ps();
  add_products<V>(sums, taps[2], columns, x, pairs, pair_stride);
  for (int o = 0; o < outs; o++)
    for (int v = 0; v < V; v++) minus.at[o][v] = _mm512_sub_ps(plus.at[o][v], sums.at[o][v]), sums.at[o][v] = _mm512_add_ps(plus.at[o][v], sums.at[o][v]);
  add_products<V>(sums, taps[0], columns, x, pairs, pair_stride);
  store<V, false>(sums, upper, x, count, 0);
  if (!lower) return;
  sums = minus;
  add_products<V>(sums, taps[3], columns, x, pairs, pair_stride);
  store<V, false>(sums, *lower, x, count, 0);
}

template <int V>
BF16_CPU void doubled_row(const Tap* taps, int tap_count, int64_t x, int64_t count, int64_t pairs, int64_t pair_stride, const Ending& end, int phase) {
  Sums<V> sums;
  for (int o = 0; o < outs; o++)
    for (int v = 0; v < V; v++) sums.at[o][v] = _mm512_set1_ps(end.bias[o]);
  add_products<V>(sums, taps, tap_count, x, pairs, pair_stride);
  store<V, true>(sums, end, x, count, phase);
}

// 48 pixels at a time; 64 are 32 twice, for 16 alone take nearly as long as 32
template <typename Three, typename Two, typename One>
void along(int64_t width, Three three, Two two, One one) {
  for (int64_t x = 0; x < width;) {
    const int64_t left = width - x;
    if (left > 32 && (left <= 48 || left > 64))
      three(x, left), x += 48;
    else if (left > 16)
      two(x, left), x += 32;
    else
      one(x, left), x += 16;
  }
}

// the rows d0 to d3 (null: zeros) to d0 - d2, d1 + d2, d2 - d1, d3 - d1
BF16_CPU void combine(const uint32_t* const* d, int64_t stride, int64_t pairs, int64_t pitch, uint32_t* to) {
  for (int64_t k = 0; k < pairs; k++)
    for (int64_t i = 0; i < pitch; i += 16) {
      __m512 even[4], odd[4];
#pragma GCC unroll 4
      for (int r = 0; r < 4; r++) {
        const __m512i both = d[r] ? _mm512_loadu_si512(d[r] + k * stride + i) : _mm512_setzero_si512();
        even[r] = low(both), odd[r] = high(both);
      }
      uint32_t* at = to + k * pitch + i;
      _mm512_storeu_si512(at, pair_of(_mm512_sub_ps(even[0], even[2]), _mm512_sub_ps(odd[0], odd[2])));
      _mm512_storeu_si512(at + pairs * pitch, pair_of(_mm512_add_ps(even[1], even[2]), _mm512_add_ps(odd[1], odd[2])));
      _mm512_storeu_si512(at + 2 * pairs * pitch, pair_of(_mm512_sub_ps(even[2], even[1]), _mm512_sub_ps(odd[2], odd[1])));
      _mm512_storeu_si512(at + 3 * pairs * pitch, pair_of(_mm512_sub_ps(even[3], even[1]), _mm512_sub_ps(odd[3], odd[1])));
    }
}

// out = ((activation(x * weight + bias) · first_scale + first) · second_scale + second); doubled: of x with every pixel repeated twice either way.
// weight: i32 [c out / 8, 4 · 3, c in / 2, 8], Winograd's four rows; doubled [c out / 8, 4 phases · 2 · 2, c in / 2, 8], see RowConvolution.cs.
void convolve_rows(const Tensor& x, const Tensor& weight, const Tensor& bias, const c10::optional<Tensor>& slope, const Tensor& out, int64_t width, bool doubled,
                   const c10::optional<Tensor>& first, double first_scale, const c10::optional<Tensor>& second, double second_scale) {
  const int64_t b = x.size(0), h = x.size(1), pairs = x.size(2), pitch = x.size(3), times = doubled ? 2 : 1, tap_count = doubled ? 16 : 12, blocks = out.size(2) * 2 / outs;
  check_rows(x, "x", width);
  check_rows(out, "out", width * times);
  TORCH_CHECK(weight.is_contiguous() && weight.scalar_type() == at::kInt && weight.sizes() == at::IntArrayRef({blocks, tap_count, pairs, outs}) && out.size(2) * 2 % outs == 0, "the weights do not fit these rows");
  TORCH_CHECK(out.size(0) == b && out.size(1) == h * times && bias.is_contiguous() && bias.scalar_type() == at::kFloat && bias.numel() == blocks * outs, "out or bias is of another size");
  TORCH_CHECK(!slope || (slope->is_contiguous() && slope->scalar_type() == at::kFloat && slope->numel() == blocks * outs), "slope is of another size");
  for (const auto& more : {first, second}) {
    if (more) check_rows(*more, "what is added", width * times);
    TORCH_CHECK(!more || (!doubled && more->sizes() == out.sizes()), "what is added is of another size");
  }

  auto row_of = [](const Tensor& t, int64_t sample, int64_t y) { return (uint32_t*)t.data_ptr<int>() + sample * t.stride(0) + y * t.stride(1) + margin; };
  auto weights_of = [&](int64_t block, int64_t tap) { return (const uint32_t*)weight.data_ptr<int>() + (block * tap_count + tap) * pairs * outs; };
  auto ending = [&](int64_t sample, int64_t y, int64_t block) {
    const int64_t pair = block * outs / 2;
    auto at = [&](const c10::optional<Tensor>& t) { return t ? row_of(*t, sample, y) + pair * t->stride(2) : nullptr; };
    return Ending{bias.data_ptr<float>() + block * outs, slope ? slope->data_ptr<float>() + block * outs : nullptr, at(first), at(second), (float)first_scale, (float)second_scale,
                  first ? first->stride(2) : 0, second ? second->stride(2) : 0, row_of(out, sample, y) + pair * out.stride(2), out.stride(2)};
  };

  if (doubled) {
    at::parallel_for(0, b * h, 4, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; row++)
        for (int64_t phase = 0; phase < 4; phase++)
          for (int64_t block = 0; block < blocks; block++) {
            Tap taps[4];
            int count = 0;
            for (int64_t t = 0; t < 4; t++) {
              const int64_t y = row % h + t / 2 - 1 + phase / 2;
              if (y >= 0 && y < h) taps[count++] = {row_of(x, row / h, y) + t % 2 - 1 + phase % 2, weights_of(block, 4 * phase + t)};
            }
            const Ending last = ending(row / h, row % h * 2 + phase / 2, block);
            const int right = (int)(phase % 2);
            along(width, [&](int64_t at, int64_t left) { doubled_row<3>(taps, count, at, left, pairs, x.stride(2), last, right); },
                  [&](int64_t at, int64_t left) { doubled_row<2>(taps, count, at, left, pairs, x.stride(2), last, right); },
                  [&](int64_t at, int64_t left) { doubled_row<1>(taps, count, at, left, pairs, x.stride(2), last, right); });
          }
    });
    return;
  }

  const int64_t twos = (h + 1) / 2;
  at::parallel_for(0, b * twos, 2, [&](int64_t begin, int64_t end) {
    Tensor combined = at::empty({4, pairs, pitch}, at::kInt);
    uint32_t* const rows = (uint32_t*)combined.data_ptr<int>();
    for (int64_t two = begin; two < end; two++) {
      const int64_t sample = two / twos, y = two % twos * 2;
      const uint32_t* around[4];
      for (int64_t r = 0; r < 4; r++) around[r] = y + r - 1 >= 0 && y + r - 1 < h ? row_of(x, sample, y + r - 1) - margin : nullptr;
      combine(around, x.stride(2), pairs, pitch, rows);
      for (int64_t block = 0; block < blocks; block++) {
        Tap taps[4][columns];
        for (int64_t r = 0; r < 4; r++)
          for (int64_t t = 0; t < columns; t++) taps[r][t] = {rows + r * pairs * pitch + margin + t - 1, weights_of(block, r * columns + t)};
        const Ending upper = ending(sample, y, block), lower = y + 1 < h ? ending(sample, y + 1, block) : upper;
        const Ending* second_row = y + 1 < h ? &lower : nullptr;
        along(width, [&](int64_t at, int64_t left) { two_rows<3>(taps, at, left, pairs, pitch, upper, second_row); },
              [&](int64_t at, int64_t left) { two_rows<2>(taps, at, left, pairs, pitch, upper, second_row); },
              [&](int64_t at, int64_t left) { two_rows<1>(taps, at, left, pairs, pitch, upper, second_row); });
      }
    }
  });
}
}  // namespace
#else
namespace {
void convolve_rows(const Tensor&, const Tensor&, const Tensor&, const c10::optional<Tensor>&, const Tensor&, int64_t, bool, const c10::optional<Tensor>&, double, const c10::optional<Tensor>&, double) {
  TORCH_CHECK(false, "convolutions of rows are for processors with AVX512-BF16");
}
}  // namespace
#endif

TORCH_LIBRARY_FRAGMENT(atelier, m) {
  m.def("picture_to_rows(Tensor picture) -> Tensor");
  m.def("rows_to_picture(Tensor rows, int width, int channels, int scale, Tensor? small) -> Tensor");
  m.def("convolve_rows(Tensor x, Tensor weight, Tensor bias, Tensor? slope, Tensor(a!) out, int width, bool doubled=False, Tensor? first=None, float first_scale=1, Tensor? second=None, float second_scale=1) -> ()");
}
TORCH_LIBRARY_IMPL(atelier, CPU, m) {
  m.impl("picture_to_rows", picture_to_rows);
  m.impl("rows_to_picture", rows_to_picture);
  m.impl("convolve_rows", convolve_rows);
}
