// Processes that compute together: libtorch's c10d over Gloo. Without Gloo's headers at build time there are no groups, and asking for one says so.
#include "abi.hpp"
#if defined(USE_C10D_GLOO)
#include <ATen/Functions.h>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <cstdlib>

using namespace atelier;

namespace {
using Group = c10::intrusive_ptr<c10d::ProcessGroupGloo>;

Group& group_of(void* group) { return *(Group*)group; }

// the network as torch.distributed chooses it: GLOO_SOCKET_IFNAME, else the interface of this machine's name; loopback among processes of one machine
std::shared_ptr<::gloo::transport::Device> network(const std::string& address) {
  if (const char* name = std::getenv("GLOO_SOCKET_IFNAME")) return c10d::ProcessGroupGloo::createDeviceForInterface(name);
  if (address == "127.0.0.1" || address == "localhost") return c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1");
  return c10d::ProcessGroupGloo::createDefaultDevice();
}

// Gloo's messages lie in the CPU's memory: a GPU's tensors go through it
at::Tensor message(const at::Tensor& tensor) { return tensor.detach().to(at::kCPU); }
}  // namespace

extern "C" {
int atl_group_new(const char* address, int32_t port, int32_t rank, int32_t size, int32_t seconds, void** out) {
  ATL_GUARD({
    std::chrono::milliseconds timeout = std::chrono::seconds(seconds);
    c10d::TCPStoreOptions meeting;
    meeting.port = (uint16_t)port;
    meeting.isServer = rank == 0;
    meeting.numWorkers = size;
    meeting.timeout = timeout;
    auto store = c10::make_intrusive<c10d::TCPStore>(address, meeting);
    auto options = c10d::ProcessGroupGloo::Options::create(timeout);
    options->devices.push_back(network(address));
    options->threads = 1;  // one operation after the other
    *out = new Group(c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options));
  });
}
int atl_group_sum(void* group, const atl_tensor* tensors, int32_t n) {
  ATL_GUARD({
    auto list = many(tensors, n);
    std::vector<at::Tensor> flat;
    for (auto& tensor : list) flat.push_back(tensor.detach().reshape(-1));
    std::vector<at::Tensor> whole{message(at::cat(flat))};  // one for all
    group_of(group)->allreduce(whole)->wait();
    int64_t at = 0;
    for (auto& tensor : list) {
      tensor.detach().copy_(whole[0].narrow(0, at, tensor.numel()).view(tensor.sizes()));
      at += tensor.numel();
    }
  });
}
int atl_group_broadcast(void* group, atl_tensor tensor) {
  ATL_GUARD({
    std::vector<at::Tensor> list{message(need(tensor))};
    group_of(group)->broadcast(list)->wait();
    need(tensor).detach().copy_(list[0]);
  });
}
int atl_group_gather(void* group, atl_tensor part, atl_tensor* whole) {
  ATL_GUARD({
    std::vector<at::Tensor> own{message(need(part)).contiguous()};
    std::vector<std::vector<at::Tensor>> all(1);
    for (int i = 0; i < group_of(group)->getSize(); i++) all[0].push_back(at::empty_like(own[0]));
    group_of(group)->allgather(all, own)->wait();
    *whole = give(at::cat(all[0], 0).to(need(part).device()));
  });
}
int atl_group_release(void* group) {
  ATL_GUARD({ delete (Group*)group; });
}
}
#else
extern "C" {
int atl_group_new(const char*, int32_t, int32_t, int32_t, int32_t, void**) { return atelier::fail(ATL_E_NOTFOUND, "this build of the engine has no Gloo: install libgloo-dev and build anew"); }
int atl_group_sum(void*, const atl_tensor*, int32_t) { return ATL_E_NOTFOUND; }
int atl_group_broadcast(void*, atl_tensor) { return ATL_E_NOTFOUND; }
int atl_group_gather(void*, atl_tensor, atl_tensor*) { return ATL_E_NOTFOUND; }
int atl_group_release(void*) { return ATL_E_NOTFOUND; }
}
#endif
