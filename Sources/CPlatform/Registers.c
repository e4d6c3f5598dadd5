// The vector registers, which the C library copies with and libsodium computes in. On processors other than these two
// nothing is wiped.

#include "CPlatform/CPlatform.h"

// These registers are caller-saved, so a call that is not inlined may change them.
__attribute__((noinline)) void platform_wipe_vector_registers(int has_avx, int has_avx512) {
#if defined(__x86_64__)
    if (has_avx) {
        __asm__ volatile("vzeroall");
    } else {
        __asm__ volatile(
            "pxor %xmm0, %xmm0; pxor %xmm1, %xmm1; pxor %xmm2, %xmm2; pxor %xmm3, %xmm3;"
            "pxor %xmm4, %xmm4; pxor %xmm5, %xmm5; pxor %xmm6, %xmm6; pxor %xmm7, %xmm7;"
            "pxor %xmm8, %xmm8; pxor %xmm9, %xmm9; pxor %xmm10, %xmm10; pxor %xmm11, %xmm11;"
            "pxor %xmm12, %xmm12; pxor %xmm13, %xmm13; pxor %xmm14, %xmm14; pxor %xmm15, %xmm15");
    }
    if (has_avx512) {
        __asm__ volatile(
            "vpxorq %zmm16, %zmm16, %zmm16; vpxorq %zmm17, %zmm17, %zmm17; vpxorq %zmm18, %zmm18, %zmm18;"
            "vpxorq %zmm19, %zmm19, %zmm19; vpxorq %zmm20, %zmm20, %zmm20; vpxorq %zmm21, %zmm21, %zmm21;"
            "vpxorq %zmm22, %zmm22, %zmm22; vpxorq %zmm23, %zmm23, %zmm23; vpxorq %zmm24, %zmm24, %zmm24;"
            "vpxorq %zmm25, %zmm25, %zmm25; vpxorq %zmm26, %zmm26, %zmm26; vpxorq %zmm27, %zmm27, %zmm27;"
            "vpxorq %zmm28, %zmm28, %zmm28; vpxorq %zmm29, %zmm29, %zmm29; vpxorq %zmm30, %zmm30, %zmm30;"
            "vpxorq %zmm31, %zmm31, %zmm31");
    }
#elif defined(__aarch64__)
    (void)has_avx;
    (void)has_avx512;
    // All except v8 to v15, which are callee-saved.
    __asm__ volatile(
        "movi v0.2d, #0; movi v1.2d, #0; movi v2.2d, #0; movi v3.2d, #0; movi v4.2d, #0; movi v5.2d, #0;"
        "movi v6.2d, #0; movi v7.2d, #0; movi v16.2d, #0; movi v17.2d, #0; movi v18.2d, #0; movi v19.2d, #0;"
        "movi v20.2d, #0; movi v21.2d, #0; movi v22.2d, #0; movi v23.2d, #0; movi v24.2d, #0; movi v25.2d, #0;"
        "movi v26.2d, #0; movi v27.2d, #0; movi v28.2d, #0; movi v29.2d, #0; movi v30.2d, #0; movi v31.2d, #0");
#else
    (void)has_avx;
    (void)has_avx512;
#endif
}
