#pragma once
/* atl_*: a thin C ABI over libtorch's boxed dispatcher.  Every call returns 0 or an error code;
 * the text of the last error on this thread is atl_last_error().  A tensor handle is an owned
 * c10::TensorImpl*: whoever receives one releases it with atl_release. */
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#if defined(__GNUC__)
#define ATL_API __attribute__((visibility("default")))
#else
#define ATL_API __declspec(dllexport)
#endif

typedef struct atl_tensor_ *atl_tensor;
typedef struct atl_op_ *atl_op;

enum atl_tag {                 /* payload                                     len            */
  ATL_DEFAULT = 0,             /* take the schema's default (arguments only)                 */
  ATL_NONE = 1,                /* optional left empty                                        */
  ATL_TENSOR = 2,              /* p = atl_tensor (borrowed in, owned out; null = undefined)   */
  ATL_INT = 3,                 /* i    also dtype / memory_format / layout as their numbers  */
  ATL_DOUBLE = 4,              /* d                                                          */
  ATL_BOOL = 5,                /* i                                                          */
  ATL_STRING = 6,              /* p = utf-8                                   bytes          */
  ATL_INT_LIST = 7,            /* p = int64_t*                                elements       */
  ATL_DOUBLE_LIST = 8,         /* p = double*                                 elements       */
  ATL_BOOL_LIST = 9,           /* p = int64_t* (0/1)                          elements       */
  ATL_TENSOR_LIST = 10,        /* p = atl_tensor*  (null entries = none)       elements       */
  ATL_DEVICE = 11,             /* p = utf-8 "cpu", "cuda:0"                   bytes          */
  ATL_GENERATOR = 12,          /* p = atl_generator                                           */
};
typedef struct atl_value { int32_t tag; int32_t len; union { int64_t i; double d; void *p; }; } atl_value;

enum atl_error { ATL_OK = 0, ATL_E_TORCH = 1, ATL_E_ARG = 2, ATL_E_NOTFOUND = 3, ATL_E_CALLBACK = 4, ATL_E_OTHER = 5 };

ATL_API const char *atl_last_error(void);
ATL_API const char *atl_version(void);

/* operators */
ATL_API int atl_op_find(const char *name, const char *overload, atl_op *out);      /* cached, never freed */
ATL_API int atl_op_schema(atl_op op, const char **schema, int32_t *nargs, int32_t *nrets);
ATL_API int atl_op_arg(atl_op op, int32_t i, const char **name, const char **type, int32_t *has_default);
ATL_API int atl_op_list(const char **newline_separated);
ATL_API int atl_call(atl_op op, const atl_value *args, int32_t nargs, atl_value *outs, int32_t cap, int32_t *nouts);
ATL_API void atl_free(void *p);                                                   /* lists returned in outs */

/* tensors */
ATL_API int atl_from_memory(const void *data, int32_t dtype, const int64_t *sizes, int32_t ndim, atl_tensor *out);
ATL_API int atl_release(atl_tensor t);
ATL_API int atl_alias(atl_tensor t, atl_tensor *out);                               /* +1 reference */
ATL_API int atl_info(atl_tensor t, int32_t *ndim, int64_t sizes[16], int64_t strides[16], int32_t *dtype,
                   int32_t *device_type, int32_t *device_index, int64_t *numel, int32_t *flags);
ATL_API int atl_data(atl_tensor t, void **out);
ATL_API int atl_item(atl_tensor t, double *out);
ATL_API int atl_use_count(atl_tensor t, int64_t *out);

/* autograd */
ATL_API int atl_requires_grad(atl_tensor t, int32_t on);
ATL_API int atl_grad(atl_tensor t, atl_tensor *out);                                /* null when none */
ATL_API int atl_set_grad(atl_tensor t, atl_tensor grad);                            /* null clears */
ATL_API int atl_backward(const atl_tensor *roots, const atl_tensor *seeds, int32_t n, int32_t retain, int32_t create_graph);
ATL_API int atl_autograd_grad(const atl_tensor *outs, int32_t nout, const atl_tensor *seeds, const atl_tensor *ins, int32_t nin,
                            int32_t retain, int32_t create_graph, int32_t allow_unused, atl_tensor *grads);
ATL_API int atl_grad_mode(int32_t on, int32_t *previous);
ATL_API int atl_inference_enter(int32_t on, void **guard);
ATL_API int atl_inference_exit(void *guard);
/* backward(state, gout, nout, gin, nin): gout borrowed (null = no gradient), gin owned by the shim afterwards */
typedef int32_t (*atl_backward_fn)(void *state, const atl_tensor *gout, int32_t nout, atl_tensor *gin, int32_t nin);
typedef void (*atl_state_free_fn)(void *state);
ATL_API int atl_custom_node(const char *name, const atl_tensor *ins, int32_t nin, atl_tensor *outs, int32_t nout,
                          atl_backward_fn fn, atl_state_free_fn free_state, void *state);

/* process */
ATL_API int atl_build_info(const char **text);                                    /* what libtorch was built with, CPU capability */
ATL_API int atl_threads(int32_t set, int32_t *now);                               /* set = 0 only asks */
ATL_API int atl_flush_denormals(void);                                            /* in this thread and its OpenMP threads */
ATL_API int atl_cuda_devices(int32_t *count);
ATL_API int atl_manual_seed(uint64_t seed);
ATL_API int atl_generator_new(uint64_t seed, const char *device, void **out);
ATL_API int atl_generator_state(void *generator, atl_tensor *out);
ATL_API int atl_generator_restore(void *generator, atl_tensor state);
ATL_API int atl_generator_release(void *generator);

/* processes that compute together (c10d over Gloo); every one calls the same functions in the same order */
ATL_API int atl_group_new(const char *address, int32_t port, int32_t rank, int32_t size, int32_t seconds, void **out); /* waits for all */
ATL_API int atl_group_sum(void *group, const atl_tensor *tensors, int32_t n);       /* in place, all of one type */
ATL_API int atl_group_broadcast(void *group, atl_tensor tensor);                    /* in place, from rank 0 */
ATL_API int atl_group_gather(void *group, atl_tensor part, atl_tensor *whole);      /* along axis 0, in order of rank */
ATL_API int atl_group_release(void *group);
#ifdef __cplusplus
}
#endif
