#pragma once
// What the C ABI's files share: the error of this thread, handles to tensors and back.
#include "atelier.h"
#include <ATen/core/Tensor.h>
#include <torch/csrc/autograd/variable.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace atelier {
using at::Tensor;

struct ArgError : std::runtime_error { using std::runtime_error::runtime_error; };
struct CallbackError : std::runtime_error { using std::runtime_error::runtime_error; };
struct NotFound : std::runtime_error { using std::runtime_error::runtime_error; };

std::string& last_error();
inline int fail(int code, std::string text) noexcept { last_error() = std::move(text); return code; }

// No C++ exception leaves the library: it becomes a code, its text the last error of this thread.
template <class F> int guarded(const char* where, F&& f) noexcept {
  try { f(); return ATL_OK; }
  catch (const ArgError& e) { return fail(ATL_E_ARG, e.what()); }
  catch (const CallbackError& e) { return fail(ATL_E_CALLBACK, e.what()); }
  catch (const NotFound& e) { return fail(ATL_E_NOTFOUND, e.what()); }
  catch (const c10::Error& e) { return fail(ATL_E_TORCH, std::string(where) + ": " + e.what_without_backtrace()); }
  catch (const std::exception& e) { return fail(ATL_E_OTHER, std::string(where) + ": " + e.what()); }
  catch (...) { return fail(ATL_E_OTHER, std::string(where) + ": unknown C++ exception"); }
}

using ImplPtr = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
inline c10::TensorImpl* raw(atl_tensor t) { return reinterpret_cast<c10::TensorImpl*>(t); }
inline Tensor borrow(atl_tensor t) {               // a new reference to a handle C# keeps
  if (!t) return Tensor();
  return Tensor(ImplPtr::unsafe_reclaim_from_nonowning(raw(t)));
}
inline Tensor need(atl_tensor t) {
  if (!t) throw ArgError("a null tensor was passed");
  return borrow(t);
}
inline atl_tensor give(Tensor&& t) {
  if (!t.defined()) return nullptr;
  return reinterpret_cast<atl_tensor>(t.unsafeReleaseTensorImpl());
}

inline torch::autograd::variable_list many(const atl_tensor* p, int n) {
  torch::autograd::variable_list v; v.reserve(n);
  for (int i = 0; i < n; i++) v.push_back(borrow(p[i]));
  return v;
}
}  // namespace atelier

#define ATL_GUARD(body) return guarded(__func__, [&] body)
