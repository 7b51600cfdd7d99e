// Tensors across the C ABI: made from memory, shared, described, released.
#include "abi.hpp"
#include <ATen/ops/from_blob.h>

using namespace atelier;

extern "C" {
int atl_from_memory(const void* data, int32_t dtype, const int64_t* sizes, int32_t ndim, atl_tensor* out) {
  ATL_GUARD({
    auto t = at::from_blob(const_cast<void*>(data), at::IntArrayRef(sizes, ndim), at::TensorOptions((at::ScalarType)dtype));
    *out = give(t.clone());
  });
}
int atl_release(atl_tensor t) { ATL_GUARD({ if (t) { ImplPtr::reclaim(raw(t)); } }); }
int atl_alias(atl_tensor t, atl_tensor* out) { ATL_GUARD({ *out = give(need(t)); }); }
int atl_info(atl_tensor h, int32_t* ndim, int64_t* sizes, int64_t* strides, int32_t* dtype, int32_t* dt, int32_t* di, int64_t* numel, int32_t* flags) {
  ATL_GUARD({
    Tensor t = need(h);
    if (t.dim() > 16) throw ArgError("more than 16 dimensions");
    *ndim = (int)t.dim();
    for (int i = 0; i < *ndim; i++) { sizes[i] = t.size(i); strides[i] = t.stride(i); }
    *dtype = (int)t.scalar_type(); *dt = (int)t.device().type(); *di = t.device().index(); *numel = t.numel();
    *flags = (t.requires_grad() ? 1 : 0) | (t.is_leaf() ? 2 : 0) | (t.is_contiguous() ? 4 : 0) |
             (t.is_contiguous(at::MemoryFormat::ChannelsLast) ? 8 : 0) | (t.is_inference() ? 16 : 0);
  });
}
int atl_data(atl_tensor t, void** out) { ATL_GUARD({ *out = need(t).data_ptr(); }); }
int atl_item(atl_tensor t, double* out) { ATL_GUARD({ *out = need(t).item().toDouble(); }); }
int atl_use_count(atl_tensor t, int64_t* out) { ATL_GUARD({ *out = (int64_t)need(t).use_count() - 1; }); }
}
