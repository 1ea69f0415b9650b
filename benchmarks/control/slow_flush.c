/* A disk whose flush takes FLUSH_MS: every fsync and fdatasync waits so long before it goes on.
 *
 * Machines differ by a factor of forty in what a durable commit costs; some disks that are rented
 * with a machine say "done" at once. Loaded before all others, this makes such a machine wait as a
 * laptop's disk does.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_for_disk(void) {
    const char *said = getenv("FLUSH_MS");
    long ns = said ? (long)(atof(said) * 1e6) : 0;
    struct timespec left = {ns / 1000000000L, ns % 1000000000L};
    if (ns > 0) nanosleep(&left, NULL);
}

int fsync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_for_disk();
    return real(file);
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_for_disk();
    return real(file);
}
