#include <sys/reent.h>
