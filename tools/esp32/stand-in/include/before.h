/*
 * Included before each C file: declarations that newer versions of the compiler and of picolibc
 * contain.
 */
#ifndef _POSIX_THREADS
	#define _POSIX_THREADS 1
#endif
#ifndef _POSIX_TIMEOUTS
	#define _POSIX_TIMEOUTS 1
#endif
#ifndef _UNIX98_THREAD_MUTEX_ATTRIBUTES
	#define _UNIX98_THREAD_MUTEX_ATTRIBUTES 1
#endif
#ifndef _POSIX_BARRIERS
	#define _POSIX_BARRIERS 200112L
#endif
#ifndef _POSIX_READER_WRITER_LOCKS
	#define _POSIX_READER_WRITER_LOCKS 200112L
#endif
#ifndef _POSIX_SPIN_LOCKS
	#define _POSIX_SPIN_LOCKS 200112L
#endif

#if __has_include("sdkconfig.h")
	#include <stdbool.h>
	#include <sys/lock.h>
	#include <sys/types.h>
struct sigevent;
	#ifndef FILENAME_MAX
		#define FILENAME_MAX 255
	#endif
#endif
