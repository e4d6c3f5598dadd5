// A program that does nothing, with a C library: what any static program pays for its start.
int main(void) { return 0; }
