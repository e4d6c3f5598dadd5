#pragma once

// Wiping the registers that copying uses.

/// Sets the vector registers to zero: copying leaves up to 64 bytes of data in each.
void platform_wipe_vector_registers(int has_avx, int has_avx512);
