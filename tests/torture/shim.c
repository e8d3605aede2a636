/* Stands between the program and the C library: every file operation below one folder is written down in order,
 * and one of them can be made to fail, or the process killed before it. Loaded by LD_PRELOAD, steered by ctypes
 * (shim.py). Not for threads that race for files: one lock orders operation and record.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define FILES 4096

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char folder[4096];
static char *names[FILES];
static int log_to = -1;
static long calls, nth;
static int how, wrong, full_next = -1;
static char struck[4200];

enum { NOTHING, FAIL, KILL };

/* What an operation does: only what writes can meet a full disk. */
enum { WRITES = 1, READS = 2 };

void torture_watch(const char *below) { strncpy(folder, below, sizeof folder - 1); }
void torture_log(int file) { log_to = file; }
long torture_calls(void) { return calls; }
const char *torture_struck(void) { return struck; }

/* The n-th operation from now on (n from 1): 1 fails with `error`, 2 kills the process before it; 0: neither. */
void torture_arm(int mode, long n, int error) {
    how = mode; nth = n; wrong = error; calls = 0; full_next = -1; struck[0] = 0;
}

static int below(const char *path) {
    size_t length = strlen(folder);
    return length && path && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static int held(int file) { return file >= 0 && file < FILES && names[file]; }

static void record(char what, const char *name, int64_t at, const void *bytes, uint32_t length) {
    if (log_to < 0) return;
    uint32_t size = (uint32_t)strlen(name);
    char head[17];
    head[0] = what;
    memcpy(head + 1, &size, 4); memcpy(head + 5, &at, 8); memcpy(head + 13, &length, 4);
    if (syscall(SYS_write, log_to, head, 17) != 17 || syscall(SYS_write, log_to, name, size) != size
        || (length && syscall(SYS_write, log_to, bytes, length) != length)) abort();
}

void torture_mark(const char *text) {
    pthread_mutex_lock(&turn);
    record('!', text, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
}

/* Counts the operation; true: it is the one to fail. */
static int strikes(const char *call, const char *name, int kind) {
    if (!how) return 0;
    if (wrong == ENOSPC && !(kind & WRITES)) return 0;
    if (++calls != nth) return 0;
    if (how == KILL) syscall(SYS_kill, getpid(), SIGKILL);
    strcpy(struck, call); strcat(struck, " "); strncat(struck, name, 4000);
    errno = wrong;
    return 1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)
#define LOCK pthread_mutex_lock(&turn)
#define DONE(result) do { int kept_ = errno; pthread_mutex_unlock(&turn); errno = kept_; return result; } while (0)

static int opened(int file, const char *path, int flags, int there) {
    if (file >= 0 && file < FILES) {
        free(names[file]);
        names[file] = strdup(path);
        if ((flags & O_CREAT) && !there) record('c', path, 0, NULL, 0);
        if (flags & O_TRUNC) record('t', path, 0, NULL, 0);
    }
    return file;
}

#define OPEN(symbol) \
    int symbol(const char *path, int flags, ...) { \
        REAL(int, #symbol, const char *, int, ...); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
        if (!below(path)) return real(path, flags, mode); \
        LOCK; \
        int there = !syscall(SYS_access, path, F_OK); \
        if (strikes("open", path, READS | ((flags & O_CREAT) && !there ? WRITES : 0))) DONE(-1); \
        int file = opened(real(path, flags, mode), path, flags, there); \
        DONE(file); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(symbol) \
    int symbol(int at, const char *path, int flags, ...) { \
        REAL(int, #symbol, int, const char *, int, ...); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
        if (!below(path)) return real(at, path, flags, mode); \
        LOCK; \
        int there = !syscall(SYS_access, path, F_OK); \
        if (strikes("open", path, READS | ((flags & O_CREAT) && !there ? WRITES : 0))) DONE(-1); \
        int file = opened(real(at, path, flags, mode), path, flags, there); \
        DONE(file); \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
    REAL(int, "close", int);
    if (held(file)) { LOCK; free(names[file]); names[file] = NULL; pthread_mutex_unlock(&turn); }
    return real(file);
}

/* A full disk takes half of what is written first and then nothing. */
static size_t taken(int file, size_t length, int *fails) {
    *fails = 0;
    if (full_next == file) { full_next = -1; *fails = 1; errno = ENOSPC; return 0; }
    if (!strikes("write", names[file], WRITES)) return length;
    if (wrong == ENOSPC && length > 1) { full_next = file; return length / 2; }
    *fails = 1;
    return 0;
}

#define PWRITE(symbol, offset) \
    ssize_t symbol(int file, const void *bytes, size_t length, offset at) { \
        REAL(ssize_t, #symbol, int, const void *, size_t, offset); \
        if (!held(file)) return real(file, bytes, length, at); \
        LOCK; \
        int fails; \
        length = taken(file, length, &fails); \
        if (fails) DONE(-1); \
        ssize_t written = real(file, bytes, length, at); \
        if (written > 0) record('w', names[file], (int64_t)at, bytes, (uint32_t)written); \
        DONE(written); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int file, const void *bytes, size_t length) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (!held(file)) return real(file, bytes, length);
    LOCK;
    int fails;
    length = taken(file, length, &fails);
    if (fails) DONE(-1);
    ssize_t written = real(file, bytes, length);
    if (written > 0) record('w', names[file], (int64_t)lseek(file, 0, SEEK_CUR) - written, bytes, (uint32_t)written);
    DONE(written);
}

#define PREAD(symbol, offset) \
    ssize_t symbol(int file, void *bytes, size_t length, offset at) { \
        REAL(ssize_t, #symbol, int, void *, size_t, offset); \
        if (!held(file)) return real(file, bytes, length, at); \
        LOCK; \
        if (strikes("read", names[file], READS)) DONE(-1); \
        ssize_t got = real(file, bytes, length, at); \
        DONE(got); \
    }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

ssize_t read(int file, void *bytes, size_t length) {
    REAL(ssize_t, "read", int, void *, size_t);
    if (!held(file)) return real(file, bytes, length);
    LOCK;
    if (strikes("read", names[file], READS)) DONE(-1);
    ssize_t got = real(file, bytes, length);
    DONE(got);
}

#define TRUNCATE(symbol, offset) \
    int symbol(int file, offset length) { \
        REAL(int, #symbol, int, offset); \
        if (!held(file)) return real(file, length); \
        LOCK; \
        if (strikes("truncate", names[file], WRITES)) DONE(-1); \
        int result = real(file, length); \
        if (!result) record('t', names[file], (int64_t)length, NULL, 0); \
        DONE(result); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(symbol) \
    int symbol(int file) { \
        REAL(int, #symbol, int); \
        if (!held(file)) return real(file); \
        LOCK; \
        if (strikes("fsync", names[file], WRITES)) DONE(-1); \
        int result = real(file); \
        if (!result) record('s', names[file], 0, NULL, 0); \
        DONE(result); \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    if (!below(path)) return real(path);
    LOCK;
    if (strikes("unlink", path, READS)) DONE(-1);
    int result = real(path);
    if (!result) record('u', path, 0, NULL, 0);
    DONE(result);
}

int rename(const char *path, const char *to) {
    REAL(int, "rename", const char *, const char *);
    if (!below(path) && !below(to)) return real(path, to);
    LOCK;
    if (strikes("rename", path, WRITES)) DONE(-1);
    int result = real(path, to);
    if (!result) record('r', path, 0, to, (uint32_t)strlen(to));
    DONE(result);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    if (!below(path)) return real(path, mode);
    LOCK;
    if (strikes("mkdir", path, WRITES)) DONE(-1);
    int result = real(path, mode);
    DONE(result);
}

#define MMAP(symbol, offset) \
    void *symbol(void *near, size_t length, int protection, int flags, int file, offset at) { \
        REAL(void *, #symbol, void *, size_t, int, int, int, offset); \
        if (!held(file)) return real(near, length, protection, flags, file, at); \
        LOCK; \
        if (strikes("mmap", names[file], READS)) DONE(MAP_FAILED); \
        void *result = real(near, length, protection, flags, file, at); \
        DONE(result); \
    }
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)
