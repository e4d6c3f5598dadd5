#pragma once
#include <stddef.h>
#include <stdint.h>

/// libsodium's calls with nothing around. All return 0, or -1 when a call fails.

/// The shared key of each ephemeral key, then every box, opened where it lies. Box i begins at `bytes + starts[i]`, ends
/// at `starts[i + 1]`, and has the ephemeral key number `keys[i]`.
int bare_boxes_open(
    uint8_t *bytes, const size_t *starts, size_t count, const uint8_t *nonces, const size_t *keys,
    uint8_t *shared_keys, const uint8_t *ephemeral_keys, size_t key_count, const uint8_t *private_key);

/// An ephemeral key pair and its shared key, the nonces, then every box, sealed where its plaintext lies: behind 16
/// bytes for the tag.
int bare_boxes_seal(
    uint8_t *bytes, const size_t *starts, size_t count, uint8_t *nonces, const uint8_t *recipient);

/// The bytes that base64 of `count` characters stands for.
int bare_boxes_decode(uint8_t *bytes, size_t capacity, size_t *decoded, const uint8_t *text, size_t count);

/// Gives memory that was freed back to the system, where the C library can.
void bare_boxes_trim(void);
