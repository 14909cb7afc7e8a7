#pragma once
#include <stddef.h>
#include <stdint.h>

// What the runtime library of -sanitize=fuzzer lends to a program that has a main function of its own.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
