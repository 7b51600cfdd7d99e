// FOR_EACH_CPU: a loop compiled for several levels of x86-64, chosen at run time. By level, not by processor: GCC knows processors by name, and AMD's are not Intel's.
#pragma once
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FOR_EACH_CPU __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define FOR_EACH_CPU
#endif
