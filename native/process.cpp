// What belongs to the process: threads, denormal numbers, random numbers, versions, errors.
#include "abi.hpp"
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <omp.h>
#include <climits>
#include <torch/version.h>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

using namespace atelier;

#if defined(__GLIBC__)
// Every step asks for tensors of the sizes of the step before. glibc would give each large one back to the kernel and ask for it anew, to be zeroed page by page: a fifth
// of the time of a training step.
static const bool keeps_memory = mallopt(M_MMAP_THRESHOLD, 1 << 30) && mallopt(M_TRIM_THRESHOLD, INT_MAX);
#endif

namespace atelier {
std::string& last_error() {
  static thread_local std::string text;
  return text;
}
}  // namespace atelier

extern "C" {
const char* atl_last_error(void) { return last_error().c_str(); }
const char* atl_version(void) { return TORCH_VERSION; }
int atl_build_info(const char** out) {
  ATL_GUARD({
    static std::string text = at::show_config();
    *out = text.c_str();
  });
}
int atl_threads(int32_t set, int32_t* now) {
  ATL_GUARD({
    if (set > 0) {
      at::set_num_threads(set);
      omp_set_num_threads(set);
    }
    *now = at::get_num_threads();
  });
}
int atl_flush_denormals(void) {  // of the calling thread and of every OpenMP thread it will use
#if defined(__SSE__)
#pragma omp parallel
  { _mm_setcsr(_mm_getcsr() | 0x8040); }  // flush to zero, denormals are zero
#endif
  return 0;
}
int atl_manual_seed(uint64_t seed) { ATL_GUARD({ at::manual_seed(seed); }); }
int atl_cuda_devices(int32_t* count) {
  ATL_GUARD({ *count = at::hasCUDA() ? (int32_t)at::getNumGPUs() : 0; });
}
int atl_generator_new(uint64_t seed, const char* device, void** out) {
  ATL_GUARD({
    c10::Device d{std::string(device)};
    at::Generator g = d.is_cuda() ? at::globalContext().defaultGenerator(d).clone() : at::detail::createCPUGenerator(seed);
    g.set_current_seed(seed);
    *out = new at::Generator(std::move(g));
  });
}
int atl_generator_state(void* generator, atl_tensor* out) {
  ATL_GUARD({ *out = give(at::Tensor(((at::Generator*)generator)->get_state())); });
}
int atl_generator_restore(void* generator, atl_tensor state) {
  ATL_GUARD({ ((at::Generator*)generator)->set_state(need(state)); });
}
int atl_generator_release(void* generator) {
  delete (at::Generator*)generator;
  return 0;
}
}
