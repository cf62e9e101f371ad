/* spawn COUNT PROGRAM [ARGUMENT…] -- PROGRAM [ARGUMENT…]: runs both programs COUNT times by turns and prints the median
 * wall time of each from spawn to exit, in seconds. */
#include <spawn.h>
#include <sys/wait.h>

#include "yardstick.h"

extern char **environ;

static double run_once(char **arguments) {
    reading start = clocks_read();
    pid_t child;
    int status;
    if (posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ) != 0) fail("cannot start the program");
    if (waitpid(child, &status, 0) != child || status != 0) fail("the program failed");
    return clocks_read().wall - start.wall;
}

static int compare(const void *left, const void *right) {
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static double median(double *times, long count) {
    qsort(times, (size_t)count, sizeof *times, compare);
    return times[count / 2];
}

int main(int argc, char **argv) {
    if (argc < 5) fail("usage: spawn COUNT PROGRAM… -- PROGRAM…");
    long count = count_argument(argv[1]);
    int separator = 2;
    while (separator < argc && strcmp(argv[separator], "--") != 0) separator++;
    if (separator >= argc - 1) fail("the second program is missing");
    argv[separator] = NULL;

    double *first = calloc((size_t)count, sizeof *first), *second = calloc((size_t)count, sizeof *second);
    if (!first || !second) fail("out of memory");
    run_once(argv + 2);
    run_once(argv + separator + 1);
    for (long i = 0; i < count; i++) {
        first[i] = run_once(argv + 2);
        second[i] = run_once(argv + separator + 1);
    }
    printf("%.9f %.9f\n", median(first, count), median(second, count));
    free(first);
    free(second);
    return EXIT_SUCCESS;
}
