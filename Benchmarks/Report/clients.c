// Clients of an agent that ask all the time, and the least that a server of theirs could do.
//
//   clients ask SOCKET REQUEST CLIENTS SECONDS    the file REQUEST is sent on CLIENTS connections, each again when it is
//                                                 answered; prints how many answers came, in how many nanoseconds, and the
//                                                 median and the 99th percentile of their times
//   clients answer SOCKET RECORD                  the floor: for each request crypto_box_beforenm for each key, a line that is
//                                                 appended to the file RECORD and synchronized, and an answer of the agent's
//                                                 size. Requests that are there at the same time are synchronized once. One
//                                                 thread, until it is ended
//   clients sync RECORD COUNT                     appends and synchronizes COUNT such lines, one a millisecond; prints the
//                                                 nanoseconds of each
//
// See Docs/agent.md for the messages.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { most_clients = 1024, header = 8, key_size = 32, most_bytes = 8488, most_times = 1 << 22,
    // As long as a line of the agent's record.
    line_size = 400 };

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1000000000ull * (uint64_t)time.tv_sec + (uint64_t)time.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int endpoint(const char *path, int is_server) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) fail(path);
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    if (descriptor < 0) fail("socket");
    if (is_server) {
        unlink(path);
        if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0 || listen(descriptor, most_clients) < 0) fail(path);
    } else if (connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0) {
        fail(path);
    }
    return descriptor;
}

static int record(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0) fail(path);
    return file;
}

static void append(int file, int count) {
    static char lines[line_size * most_clients];
    if (!lines[0]) memset(lines, 'x', sizeof lines);
    size_t size = (size_t)(line_size * count);
    if (write(file, lines, size) != (ssize_t)size || fdatasync(file) < 0) fail("the record");
}

static void synchronize(const char *path, int count) {
    int file = record(path);
    for (int index = 0; index < count; index++) {
        uint64_t start = now();
        append(file, 1);
        printf("%llu\n", (unsigned long long)(now() - start));
        usleep(1000);
    }
}

static int keys_of(const unsigned char *message) { return message[6] << 8 | message[7]; }

static int compare(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

static void ask(const char *path, const char *file, int clients, double seconds) {
    static unsigned char request[most_bytes], answer[most_bytes];
    static struct pollfd polls[most_clients];
    static uint64_t began[most_clients], times[most_times];
    static size_t received[most_clients];
    FILE *stream = fopen(file, "rb");
    if (!stream) fail(file);
    size_t size = fread(request, 1, sizeof request, stream);
    size_t expected = (size_t)(header + key_size * keys_of(request));
    if (clients > most_clients) clients = most_clients;
    for (int index = 0; index < clients; index++) polls[index] = (struct pollfd){.fd = endpoint(path, 0), .events = POLLIN};
    uint64_t start = now(), end = start + (uint64_t)(1e9 * seconds), last = start;
    for (int index = 0; index < clients; index++) {
        began[index] = now();
        if (write(polls[index].fd, request, size) != (ssize_t)size) fail("write");
    }
    size_t count = 0;
    while ((last = now()) < end && count < most_times) {
        if (poll(polls, (nfds_t)clients, 1000) < 0) fail("poll");
        for (int index = 0; index < clients && count < most_times; index++) {
            if (!polls[index].revents) continue;
            ssize_t some = read(polls[index].fd, answer, expected - received[index]);
            if (some <= 0) fail("the server has ended the connection");
            if (received[index] == 0 && some >= header && answer[5] != 0) {
                fprintf(stderr, "refused with status %d\n", answer[5]);
                exit(1);
            }
            received[index] += (size_t)some;
            if (received[index] < expected) continue;
            received[index] = 0;
            uint64_t time = now();
            times[count++] = time - began[index];
            began[index] = time;
            if (write(polls[index].fd, request, size) != (ssize_t)size) fail("write");
        }
    }
    qsort(times, count, sizeof times[0], compare);
    if (count == 0) fail("no answer");
    printf("%zu %llu %llu %llu\n", count, (unsigned long long)(last - start), (unsigned long long)times[count / 2],
           (unsigned long long)times[count * 99 / 100]);
}

static void answer(const char *path, const char *record_path) {
    static unsigned char request[most_bytes], replies[most_clients][header + key_size * 256];
    static struct pollfd polls[most_clients + 1];
    static int answered[most_clients];
    unsigned char public_key[key_size], private_key[key_size];
    crypto_box_keypair(public_key, private_key);
    int file = record(record_path);
    polls[0] = (struct pollfd){.fd = endpoint(path, 1), .events = POLLIN};
    nfds_t count = 1;
    puts("ready");
    fflush(stdout);
    for (;;) {
        if (poll(polls, count, -1) < 0) fail("poll");
        int requests = 0;
        for (nfds_t index = 1; index < count; index++) {
            if (!polls[index].revents) continue;
            ssize_t size = read(polls[index].fd, request, sizeof request);
            if (size <= 0) {
                close(polls[index].fd);
                polls[index--] = polls[--count];
                continue;
            }
            int keys = keys_of(request);
            unsigned char *reply = replies[requests];
            memcpy(reply, request, header);
            reply[5] = 0;
            for (int key = 0; key < keys; key++) {
                if (crypto_box_beforenm(reply + header + key_size * key, request + size - key_size * (keys - key), private_key)) exit(1);
            }
            answered[requests++] = polls[index].fd;
        }
        if (requests) append(file, requests);
        for (int index = 0; index < requests; index++) {
            size_t size = (size_t)(header + key_size * keys_of(replies[index]));
            if (write(answered[index], replies[index], size) < 0 && errno != EPIPE && errno != ECONNRESET) fail("write");
        }
        if (polls[0].revents && count <= most_clients) {
            int connection = accept(polls[0].fd, NULL, NULL);
            if (connection >= 0) polls[count++] = (struct pollfd){.fd = connection, .events = POLLIN};
        }
    }
}

int main(int count, char **arguments) {
    // A peer that has ended is seen when it is written to.
    signal(SIGPIPE, SIG_IGN);
    if (sodium_init() < 0) return 1;
    if (count == 6 && strcmp(arguments[1], "ask") == 0) {
        ask(arguments[2], arguments[3], atoi(arguments[4]), atof(arguments[5]));
        return 0;
    }
    if (count == 4 && strcmp(arguments[1], "answer") == 0) answer(arguments[2], arguments[3]);
    if (count == 4 && strcmp(arguments[1], "sync") == 0) {
        synchronize(arguments[2], atoi(arguments[3]));
        return 0;
    }
    return 2;
}
