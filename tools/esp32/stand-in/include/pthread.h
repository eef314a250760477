/* This version of picolibc has no threads; newlib's declarations are those of ESP-IDF. */
#include <sys/types.h>
#include <sys/_pthreadtypes.h>
#include <sys/sched.h>
#include "/usr/include/newlib/pthread.h"
