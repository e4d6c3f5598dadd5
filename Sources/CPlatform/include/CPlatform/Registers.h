#pragma once

// What copying leaves in the processor's registers.

/// Sets the vector registers to zero: copying leaves there what it has copied, 64 bytes each.
void platform_wipe_vector_registers(int has_avx, int has_avx512);
