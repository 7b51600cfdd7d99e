// A device for tests that is none: its memory and its arithmetic are the CPU's, but libtorch takes it for another device, with a backward thread of
// its own. An operator given tensors of it and of the CPU together fails, as it would on a GPU. What forgets to move a tensor is found without a GPU.
#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/NativeFunctions.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>
#include <cstring>

namespace {
using at::Tensor;
using c10::DeviceType;
constexpr auto Type = DeviceType::PrivateUse1;

struct Guard final : c10::impl::DeviceGuardImplInterface {
  DeviceType type() const override { return Type; }
  c10::Device exchangeDevice(c10::Device) const override { return getDevice(); }
  c10::Device getDevice() const override { return {Type, 0}; }
  void setDevice(c10::Device) const override {}
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::Stream getStream(c10::Device) const noexcept override { return c10::Stream(c10::Stream::DEFAULT, getDevice()); }
  c10::Stream exchangeStream(c10::Stream) const noexcept override { return getStream(getDevice()); }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }
};
C10_REGISTER_GUARD_IMPL(PrivateUse1, Guard);

struct Memory final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) const override {
    void* data = c10::GetDefaultCPUAllocator()->raw_allocate(bytes);
    return {data, data, c10::GetDefaultCPUAllocator()->raw_deleter(), c10::Device(Type, 0)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return c10::GetDefaultCPUAllocator()->raw_deleter(); }
} memory;
const c10::DispatchKeySet Keys(c10::DispatchKey::PrivateUse1);

Tensor empty(at::IntArrayRef size, c10::optional<at::ScalarType> dtype, c10::optional<at::Layout>, c10::optional<at::Device>, c10::optional<bool>,
             c10::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(size, &memory, Keys, dtype.value_or(at::kFloat), format);
}
Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride, c10::optional<at::ScalarType> dtype, c10::optional<at::Layout>, c10::optional<at::Device>,
                     c10::optional<bool>) {
  return at::detail::empty_strided_generic(size, stride, &memory, Keys, dtype.value_or(at::kFloat));
}

bool here(const Tensor& t) { return t.defined() && t.device().type() == Type; }
Tensor on_cpu(const Tensor& t) {  // the same memory, called the CPU's
  return here(t) ? at::from_blob(t.data_ptr(), t.sizes(), t.strides(), at::TensorOptions(t.scalar_type())) : t;
}
Tensor from_cpu(const Tensor& t) {  // a copy
  auto dense = t.is_non_overlapping_and_dense() ? t : t.contiguous();
  auto made = at::detail::empty_strided_generic(dense.sizes(), dense.strides(), &memory, Keys, dense.scalar_type());
  if (dense.numel() > 0) std::memcpy(made.data_ptr(), dense.data_ptr(), dense.numel() * dense.element_size());
  return made;
}
Tensor copy_from(const Tensor& from, const Tensor& to, bool) {
  on_cpu(to).copy_(on_cpu(from));
  return to;
}

// every other operator: the CPU's, on the same memory
void fallback(const c10::OperatorHandle& op, c10::DispatchKeySet, torch::jit::Stack* stack) {
  const auto& schema = op.schema();
  const auto count = schema.arguments().size();
  const auto begin = stack->size() - count;
  std::vector<std::pair<Tensor, Tensor>> written;  // of ours, and what the CPU wrote instead
  auto pass = [&](const Tensor& t, const c10::Argument& argument) {
    if (!t.defined()) return t;
    TORCH_CHECK(here(t) || t.dim() == 0, op.operator_name(), ": argument '", argument.name(), "' is on ", t.device(), ", others are on ", c10::Device(Type, 0));
    const bool out = argument.alias_info() && argument.alias_info()->isWrite();
    Tensor cpu = out && t.numel() == 0 ? at::empty({0}, at::TensorOptions(t.scalar_type())) : on_cpu(t);
    if (out) written.emplace_back(t, cpu);
    return cpu;
  };
  for (size_t i = 0; i < count; i++) {
    auto& value = (*stack)[begin + i];
    const auto& argument = schema.arguments()[i];
    if (value.isTensor()) {
      value = pass(value.toTensor(), argument);
    } else if (value.isTensorList()) {
      c10::List<Tensor> list;
      for (const Tensor& t : value.toTensorVector()) list.push_back(pass(t, argument));
      value = list;
    } else if (value.isOptionalTensorList()) {
      c10::List<c10::optional<Tensor>> list;
      for (const c10::optional<Tensor>& t : value.toOptionalTensorList()) list.push_back(t ? c10::optional<Tensor>(pass(*t, argument)) : t);
      value = list;
    } else if (value.isDevice()) {
      value = c10::Device(DeviceType::CPU);
    }
  }
  op.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), stack);
  auto give = [&](const Tensor& t) {
    for (auto& [ours, cpu] : written)
      if (t.is_same(cpu)) return ours;
    return t.defined() ? from_cpu(t) : t;
  };
  for (auto& [ours, cpu] : written)
    if (ours.numel() == 0 && cpu.numel() > 0) {
      auto made = from_cpu(cpu);
      ours.unsafeGetTensorImpl()->set_storage_keep_dtype(made.storage());
      ours.unsafeGetTensorImpl()->set_sizes_and_strides(made.sizes(), made.strides());
    }
  for (size_t i = stack->size() - schema.returns().size(); i < stack->size(); i++) {
    auto& value = (*stack)[i];
    TORCH_CHECK(!schema.returns()[i - (stack->size() - schema.returns().size())].alias_info() || !written.empty(), op.operator_name(), " makes a view: it has to be registered");
    if (value.isTensor()) {
      value = give(value.toTensor());
    } else if (value.isTensorList()) {
      c10::List<Tensor> list;
      for (const Tensor& t : value.toTensorVector()) list.push_back(give(t));
      value = list;
    }
  }
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&fallback>()); }
TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("empty.memory_format", empty);
  m.impl("empty_strided", empty_strided);
  m.impl("_copy_from", copy_from);
  m.impl("as_strided", at::native::as_strided_tensorimpl);
  m.impl("view", at::native::view);
  m.impl("_reshape_alias", at::native::_reshape_alias);
  for (auto name : {"convolution", "convolution_backward"}) m.impl(name, torch::CppFunction::makeFromBoxedFunction<&fallback>());
}
}  // namespace
