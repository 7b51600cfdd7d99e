// Gradients, and nodes of the graph whose backward is a callback.
#include "abi.hpp"
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

using namespace atelier;

namespace {
struct CallbackNode : torch::autograd::Node {
  atl_backward_fn fn; atl_state_free_fn free_state; void* state; std::string label;
  CallbackNode(torch::autograd::edge_list&& e, const char* n) : Node(std::move(e)), label(n) {}
  ~CallbackNode() override { release(); }
  void release() { if (free_state && state) { free_state(state); } state = nullptr; }
  std::string name() const override { return label; }
  void release_variables() override { release(); }
  torch::autograd::variable_list apply(torch::autograd::variable_list&& g) override {
    if (!state) throw CallbackError(label + ": backward a second time without retain_graph");
    std::vector<atl_tensor> in(g.size()), out(num_outputs(), nullptr);
    for (size_t i = 0; i < g.size(); i++) in[i] = g[i].defined() ? (atl_tensor)g[i].unsafeGetTensorImpl() : nullptr;
    int rc = fn(state, in.data(), (int)in.size(), out.data(), (int)out.size());
    torch::autograd::variable_list r(out.size());
    for (size_t i = 0; i < out.size(); i++)
      if (out[i]) r[i] = Tensor(ImplPtr::reclaim(raw(out[i])));
    if (rc) throw CallbackError(label + ": the managed backward failed");
    return r;
  }
};
}  // namespace

extern "C" {
int atl_requires_grad(atl_tensor t, int32_t on) { ATL_GUARD({ need(t).set_requires_grad(on != 0); }); }
int atl_grad(atl_tensor t, atl_tensor* out) { ATL_GUARD({ Tensor g = need(t).grad(); *out = give(std::move(g)); }); }
int atl_set_grad(atl_tensor t, atl_tensor g) { ATL_GUARD({ need(t).mutable_grad() = borrow(g); }); }
int atl_backward(const atl_tensor* roots, const atl_tensor* seeds, int32_t n, int32_t retain, int32_t create) {
  ATL_GUARD({ torch::autograd::backward(many(roots, n), seeds ? many(seeds, n) : torch::autograd::variable_list{}, retain != 0, create != 0); });
}
int atl_autograd_grad(const atl_tensor* outs, int32_t nout, const atl_tensor* seeds, const atl_tensor* ins, int32_t nin, int32_t retain, int32_t create,
                     int32_t unused, atl_tensor* grads) {
  ATL_GUARD({
    auto r = torch::autograd::grad(many(outs, nout), many(ins, nin), seeds ? many(seeds, nout) : torch::autograd::variable_list{}, retain != 0,
                                   create != 0, unused != 0);
    for (int i = 0; i < nin; i++) grads[i] = give(std::move(r[i]));
  });
}
int atl_grad_mode(int32_t on, int32_t* prev) { *prev = c10::GradMode::is_enabled(); c10::GradMode::set_enabled(on != 0); return 0; }
int atl_inference_enter(int32_t on, void** g) { ATL_GUARD({ *g = new c10::InferenceMode(on != 0); }); }
int atl_inference_exit(void* g) { ATL_GUARD({ delete (c10::InferenceMode*)g; }); }
int atl_custom_node(const char* name, const atl_tensor* ins, int32_t nin, atl_tensor* outs, int32_t nout, atl_backward_fn fn, atl_state_free_fn fr, void* state) {
  ATL_GUARD({
    auto vi = many(ins, nin); auto vo = many(outs, nout);
    auto node = std::shared_ptr<CallbackNode>(new CallbackNode(torch::autograd::collect_next_edges(vi), name), torch::autograd::deleteNode);
    node->fn = fn; node->free_state = nullptr; node->state = state;
    for (auto& o : vo) {
      if (!o.is_leaf() || o.requires_grad()) throw ArgError(std::string(name) + ": outputs must be fresh tensors made under no_grad");
      torch::autograd::set_history(o, node);
    }
    node->free_state = fr;                          // from here the node owns the state
  });
}
}
