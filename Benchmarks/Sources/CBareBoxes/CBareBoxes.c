#include "CBareBoxes.h"

#include <sodium.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

int bare_boxes_open(
    uint8_t *bytes, const size_t *starts, size_t count, const uint8_t *nonces, const size_t *keys,
    uint8_t *shared_keys, const uint8_t *ephemeral_keys, size_t key_count, const uint8_t *private_key) {
    for (size_t i = 0; i < key_count; i++) {
        const uint8_t *ephemeral_key = ephemeral_keys + i * crypto_box_PUBLICKEYBYTES;
        uint8_t *shared_key = shared_keys + i * crypto_box_BEFORENMBYTES;
        if (crypto_box_beforenm(shared_key, ephemeral_key, private_key) != 0) return -1;
    }
    for (size_t i = 0; i < count; i++) {
        uint8_t *box = bytes + starts[i];
        const uint8_t *nonce = nonces + i * crypto_box_NONCEBYTES;
        const uint8_t *shared_key = shared_keys + keys[i] * crypto_box_BEFORENMBYTES;
        uint8_t *plaintext = box + crypto_box_MACBYTES;
        if (crypto_box_open_easy_afternm(plaintext, box, starts[i + 1] - starts[i], nonce, shared_key) != 0) return -1;
    }
    return 0;
}

int bare_boxes_seal(
    uint8_t *bytes, const size_t *starts, size_t count, uint8_t *nonces, const uint8_t *recipient) {
    uint8_t public_key[crypto_box_PUBLICKEYBYTES], private_key[crypto_box_SECRETKEYBYTES];
    uint8_t shared_key[crypto_box_BEFORENMBYTES];
    if (crypto_box_keypair(public_key, private_key) != 0) return -1;
    if (crypto_box_beforenm(shared_key, recipient, private_key) != 0) return -1;
    randombytes_buf(nonces, count * crypto_box_NONCEBYTES);
    for (size_t i = 0; i < count; i++) {
        uint8_t *box = bytes + starts[i];
        const uint8_t *nonce = nonces + i * crypto_box_NONCEBYTES;
        size_t length = starts[i + 1] - starts[i] - crypto_box_MACBYTES;
        if (crypto_box_easy_afternm(box, box + crypto_box_MACBYTES, length, nonce, shared_key) != 0) return -1;
    }
    return 0;
}

int bare_boxes_decode(uint8_t *bytes, size_t capacity, size_t *decoded, const uint8_t *text, size_t count) {
    const char *characters = (const char *)text;
    return sodium_base642bin(
        bytes, capacity, characters, count, NULL, decoded, NULL, sodium_base64_VARIANT_ORIGINAL);
}

void bare_boxes_trim(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
