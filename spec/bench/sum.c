/* sum FILE ROUNDS [mapped]: reads all floats of a file once a round, out of memory or mapped, and adds them up in eight
 * accumulators. Prints "wall cpu" of one round, in seconds. */
#include "yardstick.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LANES 8

static double floats_sum(const float *values, size_t count) {
    float lanes[LANES] = {0};
    double sum = 0;
    for (size_t i = 0; i + LANES <= count; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) lanes[lane] += values[i + lane];
    }
    for (size_t lane = 0; lane < LANES; lane++) sum += (double)lanes[lane];
    return sum;
}

static float *file_read(int fd, size_t size) {
    char *bytes = malloc(size);
    if (!bytes) fail("out of memory");
    for (size_t done = 0; done < size;) {
        ssize_t got = read(fd, bytes + done, size - done);
        if (got <= 0) fail("cannot read");
        done += (size_t)got;
    }
    return (float *)(void *)bytes;
}

int main(int argc, char **argv) {
    struct stat status;
    if (argc < 3) fail("usage: sum FILE ROUNDS [mapped]");
    int fd = open(argv[1], O_RDONLY);
    if (fd < 0 || fstat(fd, &status) != 0) fail("cannot open");
    size_t size = (size_t)status.st_size;
    void *mapping = argc > 3 ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : file_read(fd, size);
    if (mapping == MAP_FAILED) fail("cannot map");
    long rounds = count_argument(argv[2]);
    volatile double sum = floats_sum(mapping, size / sizeof(float));
    reading start = clocks_read();
    for (long i = 0; i < rounds; i++) sum += floats_sum(mapping, size / sizeof(float));
    reading end = clocks_read();
    printf("%.9f %.9f\n", (end.wall - start.wall) / (double)rounds, (end.cpu - start.cpu) / (double)rounds);
    return sum == 0.5;
}
