// Any operator of libtorch by its schema name, through the boxed dispatcher.
#include "abi.hpp"
#include <ATen/ScalarOps.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/core/stack.h>
#include <torch/version.h>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <sstream>
#include <unordered_map>

using namespace atelier;
using c10::IValue;
using c10::TypeKind;

namespace {
enum class K : uint8_t { Tensor, Int, Double, Bool, Scalar, String, IntList, DoubleList, BoolList, TensorList, OptTensorList,
                         ScalarList, Device, Generator, Other };
struct Arg { std::string name, type; K kind; bool optional; bool has_default; int fixed; IValue def; };
struct Op {
  c10::OperatorHandle handle;
  std::string name, schema;
  std::vector<Arg> args;
  int nrets;
  explicit Op(c10::OperatorHandle h) : handle(std::move(h)) {}
};

K kind_of(const c10::TypePtr& t) {
  switch (t->kind()) {
    case TypeKind::TensorType: return K::Tensor;
    case TypeKind::IntType: case TypeKind::SymIntType: return K::Int;
    case TypeKind::FloatType: return K::Double;
    case TypeKind::BoolType: return K::Bool;
    case TypeKind::NumberType: return K::Scalar;
    case TypeKind::StringType: return K::String;
    case TypeKind::DeviceObjType: return K::Device;
    case TypeKind::GeneratorType: return K::Generator;
    case TypeKind::ScalarTypeType: case TypeKind::LayoutType: case TypeKind::MemoryFormatType: return K::Int;
    case TypeKind::ListType: {
      auto e = t->containedType(0);
      if (e->kind() == TypeKind::OptionalType) return kind_of(e->containedType(0)) == K::Tensor ? K::OptTensorList : K::Other;
      switch (kind_of(e)) {
        case K::Tensor: return K::TensorList;
        case K::Int: return K::IntList;
        case K::Double: return K::DoubleList;
        case K::Bool: return K::BoolList;
        case K::Scalar: return K::ScalarList;
        default: return K::Other;
      }
    }
    default: return K::Other;
  }
}

std::mutex g_ops_mutex;
std::unordered_map<std::string, std::unique_ptr<Op>> g_ops;

const char* tag_name(int t) {
  static const char* n[] = {"default", "none", "Tensor", "int", "float", "bool", "str", "int[]", "float[]", "bool[]", "Tensor[]", "Device", "Generator"};
  return t >= 0 && t <= 12 ? n[t] : "?";
}
[[noreturn]] void mismatch(const Op& op, const Arg& a, int tag) {
  throw ArgError(op.name + ": argument '" + a.name + "' takes " + a.type + ", not " + tag_name(tag));
}

IValue to_ivalue(const Op& op, const Arg& a, const atl_value& v) {
  if (v.tag == ATL_DEFAULT) {
    if (!a.has_default) throw ArgError(op.name + ": argument '" + a.name + "' (" + a.type + ") has no default and was not given");
    return a.def;
  }
  if (v.tag == ATL_NONE || (v.tag == ATL_TENSOR && !v.p && a.kind == K::Tensor)) {
    if (a.optional) return IValue();
    if (a.kind == K::Tensor && v.tag == ATL_TENSOR) return IValue(Tensor());
    mismatch(op, a, ATL_NONE);
  }
  switch (a.kind) {
    case K::Tensor:
      if (v.tag == ATL_TENSOR) return IValue(borrow((atl_tensor)v.p));
      if (v.tag == ATL_INT) return IValue(c10::scalar_to_tensor(v.i));
      if (v.tag == ATL_DOUBLE) return IValue(c10::scalar_to_tensor(v.d));
      break;
    case K::Int:
      if (v.tag == ATL_INT || v.tag == ATL_BOOL) return IValue(v.i);
      break;
    case K::Double:
      if (v.tag == ATL_DOUBLE) return IValue(v.d);
      if (v.tag == ATL_INT) return IValue((double)v.i);
      break;
    case K::Bool:
      if (v.tag == ATL_BOOL || v.tag == ATL_INT) return IValue(v.i != 0);
      break;
    case K::Scalar:
      if (v.tag == ATL_INT) return IValue(v.i);
      if (v.tag == ATL_DOUBLE) return IValue(v.d);
      if (v.tag == ATL_BOOL) return IValue(v.i != 0);
      break;
    case K::String:
      if (v.tag == ATL_STRING) return IValue(std::string((const char*)v.p, v.len));
      break;
    case K::Device:
      if (v.tag == ATL_STRING || v.tag == ATL_DEVICE) return IValue(c10::Device(std::string((const char*)v.p, v.len)));
      break;
    case K::Generator:
      if (v.tag == ATL_GENERATOR) return IValue(*(at::Generator*)v.p);
      break;
    case K::IntList:
      if (v.tag == ATL_INT_LIST) {
        auto p = (const int64_t*)v.p;
        if (a.fixed > 1 && v.len == 1) return IValue(std::vector<int64_t>(a.fixed, p[0]));
        return IValue(at::ArrayRef<int64_t>(p, v.len));
      }
      if (v.tag == ATL_INT && a.fixed > 0) return IValue(std::vector<int64_t>(a.fixed, v.i));
      break;
    case K::DoubleList:
      if (v.tag == ATL_DOUBLE_LIST) { auto p = (const double*)v.p; return IValue(std::vector<double>(p, p + v.len)); }
      if (v.tag == ATL_INT_LIST) { auto p = (const int64_t*)v.p; return IValue(std::vector<double>(p, p + v.len)); }
      break;
    case K::BoolList:
      if (v.tag == ATL_BOOL_LIST || v.tag == ATL_INT_LIST) {
        c10::List<bool> l; auto p = (const int64_t*)v.p;
        for (int i = 0; i < v.len; i++) l.push_back(p[i] != 0);
        return IValue(std::move(l));
      }
      break;
    case K::ScalarList: {
      c10::List<at::Scalar> l;
      if (v.tag == ATL_DOUBLE_LIST) { auto p = (const double*)v.p; for (int i = 0; i < v.len; i++) l.push_back(at::Scalar(p[i])); return IValue(std::move(l)); }
      if (v.tag == ATL_INT_LIST) { auto p = (const int64_t*)v.p; for (int i = 0; i < v.len; i++) l.push_back(at::Scalar(p[i])); return IValue(std::move(l)); }
      break;
    }
    case K::TensorList:
      if (v.tag == ATL_TENSOR_LIST) {
        c10::List<Tensor> l; l.reserve(v.len); auto p = (atl_tensor*)v.p;
        for (int i = 0; i < v.len; i++) { if (!p[i]) throw ArgError(op.name + ": argument '" + a.name + "' has an empty entry"); l.push_back(borrow(p[i])); }
        return IValue(std::move(l));
      }
      break;
    case K::OptTensorList:
      if (v.tag == ATL_TENSOR_LIST) {
        auto l = c10::impl::GenericList(c10::OptionalType::create(c10::TensorType::get()));
        l.reserve(v.len); auto p = (atl_tensor*)v.p;
        for (int i = 0; i < v.len; i++) l.push_back(p[i] ? IValue(borrow(p[i])) : IValue());
        return IValue(std::move(l));
      }
      break;
    default: break;
  }
  mismatch(op, a, v.tag);
}

void from_ivalue(const Op& op, IValue&& r, atl_value& o) {
  o.len = 0; o.i = 0;
  if (r.isTensor()) { o.tag = ATL_TENSOR; o.p = give(std::move(r).toTensor()); }
  else if (r.isNone()) o.tag = ATL_NONE;
  else if (r.isBool()) { o.tag = ATL_BOOL; o.i = r.toBool(); }
  else if (r.isInt()) { o.tag = ATL_INT; o.i = r.toInt(); }
  else if (r.isDouble()) { o.tag = ATL_DOUBLE; o.d = r.toDouble(); }
  else if (r.isTensorList()) {
    auto v = r.toTensorVector();
    o.tag = ATL_TENSOR_LIST; o.len = (int)v.size();
    auto p = (atl_tensor*)malloc(sizeof(atl_tensor) * (v.size() ? v.size() : 1));
    for (size_t i = 0; i < v.size(); i++) p[i] = give(std::move(v[i]));
    o.p = p;
  } else if (r.isIntList()) {
    auto v = r.toIntVector();
    o.tag = ATL_INT_LIST; o.len = (int)v.size(); o.p = malloc(8 * (v.size() ? v.size() : 1));
    memcpy(o.p, v.data(), 8 * v.size());
  } else if (r.isScalar()) {
    auto s = r.toScalar();
    if (s.isIntegral(true)) { o.tag = ATL_INT; o.i = s.toLong(); } else { o.tag = ATL_DOUBLE; o.d = s.toDouble(); }
  } else throw ArgError(op.name + ": cannot return a " + r.tagKind());
}

std::string describe(const atl_value& v) {
  std::ostringstream s;
  switch (v.tag) {
    case ATL_TENSOR: {
      if (!v.p) return "none";
      Tensor t = borrow((atl_tensor)v.p);
      s << c10::toString(t.scalar_type()) << t.sizes(); break;
    }
    case ATL_INT: case ATL_BOOL: s << v.i; break;
    case ATL_DOUBLE: s << v.d; break;
    case ATL_STRING: case ATL_DEVICE: s << '"' << std::string((const char*)v.p, v.len) << '"'; break;
    case ATL_INT_LIST: s << at::ArrayRef<int64_t>((const int64_t*)v.p, v.len); break;
    case ATL_TENSOR_LIST: s << "Tensor[" << v.len << "]"; break;
    default: s << tag_name(v.tag);
  }
  return s.str();
}
}  // namespace

extern "C" {
int atl_op_find(const char* name, const char* overload, atl_op* out) {
  ATL_GUARD({
    std::string key = std::string(name) + "." + overload;
    std::lock_guard<std::mutex> lock(g_ops_mutex);
    auto it = g_ops.find(key);
    if (it != g_ops.end()) { *out = (atl_op)it->second.get(); return; }
    auto h = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!h) throw NotFound("no operator '" + std::string(name) + (*overload ? "." : "") + overload + "' in libtorch " TORCH_VERSION);
    auto op = std::make_unique<Op>(*h);
    const auto& s = h->schema();
    op->name = *overload ? key : name;
    std::ostringstream os; os << s; op->schema = os.str();
    for (const auto& a : s.arguments()) {
      Arg r; r.name = a.name(); r.type = a.real_type()->str(); r.fixed = a.N() ? (int)*a.N() : 0;
      auto t = a.type(); r.optional = t->kind() == TypeKind::OptionalType;
      if (r.optional) t = t->containedType(0);
      r.kind = kind_of(t);
      r.has_default = a.default_value().has_value();
      if (r.has_default) r.def = *a.default_value();
      op->args.push_back(std::move(r));
    }
    op->nrets = (int)s.returns().size();
    *out = (atl_op)op.get();
    g_ops.emplace(std::move(key), std::move(op));
  });
}
int atl_op_schema(atl_op o, const char** schema, int32_t* nargs, int32_t* nrets) {
  auto op = (Op*)o; *schema = op->schema.c_str(); *nargs = (int)op->args.size(); *nrets = op->nrets; return 0;
}
int atl_op_arg(atl_op o, int32_t i, const char** name, const char** type, int32_t* has_default) {
  auto op = (Op*)o; auto& a = op->args.at(i); *name = a.name.c_str(); *type = a.type.c_str(); *has_default = a.has_default; return 0;
}
int atl_op_list(const char** out) {
  ATL_GUARD({
    static std::string all;
    std::string s;
    for (auto& n : c10::Dispatcher::singleton().getAllOpNames()) {
      auto h = c10::Dispatcher::singleton().findSchema(n);
      if (h) { std::ostringstream os; os << h->schema(); s += os.str() + "\n"; }
    }
    all = std::move(s); *out = all.c_str();
  });
}

int atl_call(atl_op o, const atl_value* args, int32_t nargs, atl_value* outs, int32_t cap, int32_t* nouts) {
  const Op& op = *(Op*)o;
  auto body = [&] {
    const int n = (int)op.args.size();
    if (nargs > n) throw ArgError(op.name + " takes " + std::to_string(n) + " arguments, " + std::to_string(nargs) + " given");
    if (op.nrets > cap) throw ArgError(op.name + " returns " + std::to_string(op.nrets) + " values, room for " + std::to_string(cap));
    torch::jit::Stack stack; stack.reserve(std::max(n, op.nrets));
    static const atl_value dflt{ATL_DEFAULT, 0, {0}};
    for (int i = 0; i < n; i++) stack.push_back(to_ivalue(op, op.args[i], i < nargs ? args[i] : dflt));
    op.handle.callBoxed(&stack);
    int k = (int)stack.size();
    for (int i = 0; i < k; i++) from_ivalue(op, std::move(stack[i]), outs[i]);
    *nouts = k;
  };
  int rc = guarded(op.name.c_str(), body);
  if (rc == ATL_E_TORCH || rc == ATL_E_OTHER) {     // say what was passed: the message alone often does not
    try {
      std::string s = last_error() + "\n  in " + op.schema + "\n  given (";
      for (int i = 0; i < nargs; i++) s += (i ? ", " : "") + (i < (int)op.args.size() ? op.args[i].name + "=" : std::string()) + describe(args[i]);
      last_error() = s + ")";
    } catch (...) {}
  }
  return rc;
}
void atl_free(void* p) { free(p); }
}
