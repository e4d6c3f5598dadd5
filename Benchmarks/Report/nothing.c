// A program that does nothing, without a C library: what is left when `run` has become it is the start of `run`.
__attribute__((noreturn)) void _start(void) {
#if defined(__x86_64__)
    __asm__ volatile("xor %edi, %edi\n mov $60, %eax\n syscall");
#elif defined(__aarch64__)
    __asm__ volatile("mov x0, #0\n mov x8, #93\n svc #0");
#else
#error "exit(0) as a system call"
#endif
    __builtin_unreachable();
}
